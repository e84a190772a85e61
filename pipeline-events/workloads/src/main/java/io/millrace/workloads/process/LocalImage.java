package io.millrace.workloads.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.events.Digest;
import io.millrace.events.Json;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarFile;

/**
 * An image in the local store: an OCI image layout in a tar archive. Everything in it is found by its digest, and every
 * digest is checked, so that what runs is what was built.
 */
final class LocalImage implements Closeable {
    /** Label that says how many of the last layers are the builder's own; without it, all are. */
    static final String OWN_LAYERS = "io.millrace.own-layers";

    private static final int MAX_DOCUMENT_BYTES = 1 << 20;

    private final TarFile tar;
    private final Map<String, TarArchiveEntry> entries = new HashMap<>();

    /**
     * @param workingDirectory where commands start, absolute in the image
     * @param env              variables of the image, in their order
     * @param layers           the builder's own, lowest first
     */
    record Contents(String workingDirectory, Map<String, String> env, List<Layer> layers) {}

    /** @param gzipped or else a plain tar archive */
    record Layer(Digest digest, boolean gzipped) {}

    LocalImage(Path file) throws IOException {
        tar = new TarFile(file);
        tar.getEntries().forEach(entry -> entries.put(entry.getName(), entry));
    }

    @Override
    public void close() throws IOException {
        tar.close();
    }

    Contents contents(Digest manifestDigest) throws IOException, BadImage {
        JsonNode manifest = document("manifest", manifestDigest);
        if (manifest.has("manifests")) {
            throw new BadImage("is an index of images for several platforms, expected the image of one");
        }
        JsonNode image = document("config", digest("config", manifest.path("config")));
        JsonNode config = image.path("config");
        return new Contents(
                config.path("WorkingDir").asText("/"), env(config.path("Env")), ownLayers(manifest, config));
    }

    private static List<Layer> ownLayers(JsonNode manifest, JsonNode config) throws BadImage {
        var layers = new ArrayList<Layer>();
        for (JsonNode layer : manifest.path("layers")) {
            layers.add(new Layer(
                    digest("layer", layer), isGzipped(layer.path("mediaType").asText())));
        }
        String own = config.path("Labels").path(OWN_LAYERS).asText(Integer.toString(layers.size()));
        if (!own.matches("\\d{1,4}") || Integer.parseInt(own) > layers.size()) {
            throw new BadImage("has the label " + OWN_LAYERS + "=" + own + ", expected a number of its " + layers.size()
                    + " layers");
        }
        return List.copyOf(layers.subList(layers.size() - Integer.parseInt(own), layers.size()));
    }

    private static boolean isGzipped(String mediaType) throws BadImage {
        if (mediaType.endsWith("tar+gzip") || mediaType.endsWith("tar.gzip")) {
            return true;
        }
        if (mediaType.endsWith(".tar")) {
            return false;
        }
        throw new BadImage("has a layer of type '" + mediaType + "', expected a tar archive, gzipped or not");
    }

    private static Map<String, String> env(JsonNode variables) {
        var env = new HashMap<String, String>();
        for (JsonNode variable : variables) {
            String[] parts = variable.asText().split("=", 2);
            if (parts.length == 2 && !parts[0].isEmpty()) {
                env.put(parts[0], parts[1]);
            }
        }
        return env;
    }

    private static Digest digest(String what, JsonNode descriptor) throws BadImage {
        try {
            return new Digest(descriptor.path("digest").asText());
        } catch (IllegalArgumentException e) {
            throw new BadImage("refers to a " + what + " by something that is " + e.getMessage());
        }
    }

    private JsonNode document(String what, Digest digest) throws IOException, BadImage {
        try (var blob = open(what, digest)) {
            var bytes = new ByteArrayOutputStream();
            bytes.write(blob.readNBytes(MAX_DOCUMENT_BYTES));
            blob.verify();
            return Json.MAPPER.readTree(bytes.toByteArray());
        } catch (JsonProcessingException e) {
            throw new BadImage("has a " + what + " that is not JSON: " + e.getOriginalMessage());
        }
    }

    /** The bytes of a layer as they are stored; {@link Blob#verify} to be called when all is read. */
    Blob open(Layer layer) throws IOException, BadImage {
        return open("layer", layer.digest());
    }

    private Blob open(String what, Digest digest) throws IOException, BadImage {
        TarArchiveEntry entry = entries.get("blobs/sha256/" + digest.hex());
        if (entry == null) {
            throw new BadImage("has no " + what + " with digest " + digest);
        }
        InputStream bytes = tar.getInputStream(entry);
        return new Blob(what, digest, entry.getSize(), bytes);
    }
}
