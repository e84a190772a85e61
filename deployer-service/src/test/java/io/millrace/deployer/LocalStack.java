package io.millrace.deployer;

import io.millrace.events.Digest;
import io.millrace.events.ImageRef;
import io.millrace.events.Json;
import io.millrace.workloads.folder.ArtifactFolder;
import io.millrace.workloads.process.ProcessWorkloads;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Millrace's folder in a temporary place, with an image in it whose command is {@code python3 serve.py}. What still
 * runs when the tests are over is ended.
 */
public class LocalStack implements QuarkusTestResourceLifecycleManager {
    private static final String OCI = "application/vnd.oci.image.";

    public static ImageRef image = Versions.IMAGE;

    private Path home = Path.of("");

    @Override
    public Map<String, String> start() {
        try {
            home = Files.createTempDirectory("millrace-deployer");
            Files.writeString(home.resolve("format"), "1");
            image = writeImage(Files.createDirectories(home.resolve("images")));
            return Map.of("millrace.home", home.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try (var workloads = new ProcessWorkloads(home, new ArtifactFolder(home));
                var files = Files.walk(home)) {
            workloads.stopAll();
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ImageRef writeImage(Path images) throws IOException {
        Map<String, byte[]> layout = new LinkedHashMap<>();
        byte[] serve;
        try (var resource = LocalStack.class.getResourceAsStream("/serve.py")) {
            serve = resource.readAllBytes();
        }
        byte[] layer = tar(Map.of("app/serve.py", serve));
        byte[] config = json(Map.of(
                "architecture",
                "amd64",
                "os",
                "linux",
                "config",
                Map.of("WorkingDir", "/app"),
                "rootfs",
                Map.of("type", "layers", "diff_ids", List.of(digest(layer)))));
        byte[] manifest = json(Map.of(
                "schemaVersion",
                2,
                "mediaType",
                OCI + "manifest.v1+json",
                "config",
                descriptor("config.v1+json", config),
                "layers",
                List.of(descriptor("layer.v1.tar", layer))));
        layout.put("oci-layout", json(Map.of("imageLayoutVersion", "1.0.0")));
        layout.put(
                "index.json",
                json(Map.of("schemaVersion", 2, "manifests", List.of(descriptor("manifest.v1+json", manifest)))));
        for (byte[] blob : List.of(layer, config, manifest)) {
            layout.put("blobs/sha256/" + new Digest(digest(blob)).hex(), blob);
        }
        var reference = new ImageRef("local/toy", new Digest(digest(manifest)));
        Files.write(images.resolve(reference.digest().hex() + ".tar"), tar(layout));
        return reference;
    }

    private static Map<String, Object> descriptor(String type, byte[] blob) {
        return Map.of("mediaType", OCI + type, "digest", digest(blob), "size", blob.length);
    }

    private static byte[] json(Object value) throws IOException {
        return Json.MAPPER.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
    }

    private static String digest(byte[] blob) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(blob));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] tar(Map<String, byte[]> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream((OutputStream) bytes)) {
            for (var file : files.entrySet()) {
                var entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }
}
