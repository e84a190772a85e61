package io.millrace.workloads.testing;

import io.millrace.events.Digest;
import io.millrace.events.ImageRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes images as they lie in the local store, also such as no builder would write. */
public final class TestImage {
    private final List<byte[]> layers = new ArrayList<>();
    private final Map<String, byte[]> spoilt = new LinkedHashMap<>();
    private String config = "{\"WorkingDir\": \"/app\"}";

    public static TestImage with(Consumer<LayerWriter> content) {
        return new TestImage().layer(content);
    }

    public TestImage layer(Consumer<LayerWriter> content) {
        var layer = new LayerWriter();
        content.accept(layer);
        layers.add(layer.gzipped());
        return this;
    }

    public TestImage rawLayer(byte[] gzipped) {
        layers.add(gzipped);
        return this;
    }

    public TestImage config(String json) {
        config = json;
        return this;
    }

    /** The blob of this layer is stored with another content than its digest says. */
    public TestImage spoil(int layer) {
        spoilt.put(sha256(layers.get(layer)), "other".getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public ImageRef writeTo(Path home) throws IOException {
        byte[] configBlob = ("{\"architecture\": \"amd64\", \"os\": \"linux\", \"config\": " + config + "}")
                .getBytes(StandardCharsets.UTF_8);
        String layerList = String.join(
                ",",
                layers.stream()
                        .map(layer -> descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer))
                        .toList());
        byte[] manifest = ("{\"schemaVersion\": 2, \"config\": "
                        + descriptor("application/vnd.oci.image.config.v1+json", configBlob) + ", \"layers\": ["
                        + layerList + "]}")
                .getBytes(StandardCharsets.UTF_8);
        var blobs = new ArrayList<>(layers);
        blobs.add(configBlob);
        blobs.add(manifest);
        String digest = sha256(manifest);
        Path images = Files.createDirectories(home.resolve("images"));
        try (var tar = new TarArchiveOutputStream(Files.newOutputStream(images.resolve(digest + ".tar")))) {
            for (byte[] blob : blobs) {
                String hex = sha256(blob);
                write(tar, "blobs/sha256/" + hex, spoilt.getOrDefault(hex, blob));
            }
            write(tar, "oci-layout", "{\"imageLayoutVersion\": \"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
        }
        return new ImageRef("local/test", new Digest("sha256:" + digest));
    }

    private static void write(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static String descriptor(String type, byte[] blob) {
        return "{\"mediaType\": \"" + type + "\", \"digest\": \"sha256:" + sha256(blob) + "\", \"size\": " + blob.length
                + "}";
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a layer holds, entry by entry. */
    public static final class LayerWriter {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8");

        public LayerWriter() {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        }

        public LayerWriter file(String name, String content) {
            return file(name, 0644, content);
        }

        public LayerWriter file(String name, int mode, String content) {
            var entry = new TarArchiveEntry(name, true);
            entry.setMode(mode);
            return add(entry, content.getBytes(StandardCharsets.UTF_8));
        }

        public LayerWriter folder(String name, int mode) {
            var entry = new TarArchiveEntry(name + "/", true);
            entry.setMode(mode);
            return add(entry, new byte[0]);
        }

        public LayerWriter symlink(String name, String target) {
            return special(name, TarConstants.LF_SYMLINK, target);
        }

        public LayerWriter hardLink(String name, String target) {
            return special(name, TarConstants.LF_LINK, target);
        }

        public LayerWriter special(String name, byte type, String target) {
            var entry = new TarArchiveEntry(name, type, true);
            entry.setLinkName(target);
            return add(entry, new byte[0]);
        }

        private LayerWriter add(TarArchiveEntry entry, byte[] content) {
            try {
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        public byte[] gzipped() {
            try {
                tar.close();
                return gzip(bytes.toByteArray());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public static byte[] gzip(byte[] bytes) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }
}
