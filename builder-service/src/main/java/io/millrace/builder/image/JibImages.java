package io.millrace.builder.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import io.millrace.builder.BuilderConfig;
import io.millrace.builder.source.Commit;
import io.millrace.builder.source.Images;
import io.millrace.builder.source.SourceRefused;
import io.millrace.builder.source.Told;
import io.millrace.builder.source.TreeEntry;
import io.millrace.events.Digest;
import io.millrace.events.ImageRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Images made by Jib: our files as one layer on the base, with fixed times and modes, so that the same content gives
 * the same digest.
 *
 * <p>Every image is first made as a file, and then kept in the local store or pushed; what fails in the first step is
 * about the base, and in the second about our registry.
 */
@ApplicationScoped
class JibImages implements Images {
    private static final Logger LOG = Logger.getLogger(JibImages.class);
    private static final String WORKDIR = "/app";
    private static final String SCRATCH = "scratch";
    /** Told to whoever unpacks our layers and not those of the base. */
    private static final String OWN_LAYERS = "io.millrace.own-layers";
    /** Stands in every layer's history; raised when the same content is laid out differently. */
    private static final String LAYOUT_VERSION = "1";

    private static final FilePermissions PLAIN = FilePermissions.fromOctalString("644");
    private static final FilePermissions EXECUTABLE = FilePermissions.fromOctalString("755");

    private final Optional<String> registry;
    private final RegistryHosts hosts;
    private final LocalStore store;
    private final BaseCache baseCache;
    private final Optional<Path> credentials;

    JibImages(BuilderConfig config, RegistryHosts hosts, LocalStore store, BaseCache baseCache) {
        this.registry = config.registry();
        this.hosts = hosts;
        this.store = store;
        this.baseCache = baseCache;
        this.credentials = config.dockerConfig();
    }

    @Override
    public ImageRef make(Content content, Commit commit, Path folder) throws IOException, InterruptedException {
        Optional<ImageReference> base = base(content.base());
        JibContainerBuilder image = image(base, layer(content, commit, folder), commit.id());
        Path tar = folder.resolve("image.tar");
        Containerizer file = to(Containerizer.to(TarImage.at(tar).named(name("local", content))), folder);
        file.setAllowInsecureRegistries(base.filter(hosts::allowsPlainHttp).isPresent());
        Digest digest = Build.of(image, file, e -> base.flatMap(name -> JibFailures.ofBase(content.base(), e)));
        return registry.isPresent()
                ? push(image, digest, registry.get(), content, folder)
                : new ImageRef("local/" + content.model(), store.keep(tar, digest));
    }

    private ImageRef push(JibContainerBuilder image, Digest digest, String registry, Content content, Path folder)
            throws IOException, InterruptedException {
        ImageReference name = name(registry, content);
        Containerizer there = to(Containerizer.to(registryImage(name)), folder);
        there.setAllowInsecureRegistries(hosts.allowsPlainHttp(name));
        Digest pushed = Build.of(image, there, e -> JibFailures.ofRegistry(registry, e));
        if (!pushed.equals(digest)) {
            throw JibFailures.baseMoved(content.base(), digest, pushed);
        }
        return new ImageRef(registry + "/" + content.model(), pushed);
    }

    private Containerizer to(Containerizer target, Path folder) throws IOException {
        return target.setApplicationLayersCache(folder.resolve("layers"))
                .setBaseImageLayersCache(baseCache.current())
                .setToolName("millrace")
                .setToolVersion(LAYOUT_VERSION);
    }

    private Optional<ImageReference> base(String name) {
        if (name.equals(SCRATCH)) {
            return Optional.empty();
        }
        try {
            ImageReference base = ImageReference.parse(name);
            hosts.requireReachable(base);
            return Optional.of(base);
        } catch (InvalidImageReferenceException e) {
            throw SourceRefused.because(
                    "base-image-unavailable",
                    "build.base " + Told.quoted(name) + " is not the name of an image",
                    "write registry/repository with a tag or, better, a digest");
        }
    }

    /** Jib sends what it finds for the registry to no other, and never over plain HTTP. */
    private RegistryImage registryImage(ImageReference name) {
        RegistryImage image = RegistryImage.named(name);
        credentials.ifPresent(file -> image.addCredentialRetriever(
                CredentialRetrieverFactory.forImage(name, event -> LOG.debug(event.getMessage()))
                        .dockerConfig(file)));
        return image;
    }

    private JibContainerBuilder image(Optional<ImageReference> base, FileEntriesLayer layer, String commit) {
        return base.map(name -> Jib.from(registryImage(name)))
                .orElseGet(Jib::fromScratch)
                .setFormat(ImageFormat.OCI)
                .setCreationTime(Instant.EPOCH)
                .setWorkingDirectory(AbsoluteUnixPath.get(WORKDIR))
                .addLabel(OWN_LAYERS, "1")
                .addLabel("org.opencontainers.image.revision", commit)
                .addFileEntriesLayer(layer);
    }

    /** Each file is written under a number: what the repository calls it matters in the image only. */
    private static FileEntriesLayer layer(Content content, Commit commit, Path folder) throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("model");
        int number = 0;
        for (TreeEntry.File file : content.files()) {
            Path copy = files.resolve(Integer.toString(number++));
            commit.copy(file, copy);
            layer.addEntry(
                    copy,
                    AbsoluteUnixPath.get(WORKDIR + "/" + file.path()),
                    file.executable() ? EXECUTABLE : PLAIN,
                    FileEntriesLayer.DEFAULT_MODIFICATION_TIME);
        }
        return layer.build();
    }

    private static ImageReference name(String registry, Content content) {
        String name = registry + "/" + content.model() + ":" + content.version();
        try {
            return ImageReference.parse(name);
        } catch (InvalidImageReferenceException e) {
            throw new IllegalStateException("builder.registry makes no image's name: " + name, e);
        }
    }
}
