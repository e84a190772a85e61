package io.millrace.workloads.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import io.millrace.events.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the builder writes, this module reads. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class JibImageTest {
    @TempDir
    Path folder;

    @Test
    void an_image_of_jib_is_read_under_the_digest_that_jib_says() throws Exception {
        Path script = Files.writeString(folder.resolve("train.py"), "print(1)");
        Path tar = folder.resolve("image.tar");
        JibContainer built = Jib.fromScratch()
                .setFormat(ImageFormat.OCI)
                .addFileEntriesLayer(FileEntriesLayer.builder()
                        .setName("source")
                        .addEntry(script, AbsoluteUnixPath.get("/app/train.py"), FilePermissions.fromOctalString("755"))
                        .build())
                .setWorkingDirectory(AbsoluteUnixPath.get("/app"))
                .addEnvironmentVariable("COLOUR", "blue")
                .addLabel(LocalImage.OWN_LAYERS, "1")
                .containerize(Containerizer.to(TarImage.at(tar).named("local/digits"))
                        .setOfflineMode(true)
                        .setBaseImageLayersCache(folder.resolve("base"))
                        .setApplicationLayersCache(folder.resolve("layers")));
        Path root = Files.createDirectory(folder.resolve("root"));

        try (var image = new LocalImage(tar)) {
            var contents = image.contents(new Digest(built.getDigest().toString()));
            new Unpacking(root, Limits.DEFAULT).add(image, contents.layers().getFirst());

            assertThat(contents.workingDirectory()).isEqualTo("/app");
            assertThat(contents.env()).containsEntry("COLOUR", "blue");
            assertThat(contents.layers()).hasSize(1);
        }
        assertThat(root.resolve("app/train.py")).hasContent("print(1)").isExecutable();
    }
}
