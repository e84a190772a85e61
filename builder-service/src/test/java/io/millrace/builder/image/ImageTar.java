package io.millrace.builder.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** An image in OCI layout, read back as a runtime would. */
record ImageTar(Map<String, byte[]> files) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static ImageTar read(Path tar) throws IOException {
        var files = new HashMap<String, byte[]>();
        try (var in = new TarArchiveInputStream(Files.newInputStream(tar))) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return new ImageTar(files);
    }

    String manifestDigest() throws IOException {
        return json("index.json").at("/manifests/0/digest").asText();
    }

    JsonNode manifest() throws IOException {
        return json(blob(manifestDigest()));
    }

    JsonNode config() throws IOException {
        return json(blob(manifest().at("/config/digest").asText()));
    }

    /** What lies in a layer, as {@code mode size time path}. */
    List<String> layer(int number) throws IOException {
        byte[] packed =
                files.get(blob(manifest().at("/layers/" + number + "/digest").asText()));
        var entries = new ArrayList<String>();
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed));
                var in = new TarArchiveInputStream(unpacked)) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.add("%o %d %s %s"
                        .formatted(
                                entry.getMode() & 0777,
                                entry.getSize(),
                                entry.getLastModifiedTime().toInstant(),
                                entry.getName()));
            }
        }
        return entries;
    }

    private JsonNode json(String name) throws IOException {
        return JSON.readTree(files.get(name));
    }

    private static String blob(String digest) {
        return "blobs/" + digest.replace(':', '/');
    }
}
