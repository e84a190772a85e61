package io.millrace.workloads.process;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.events.Json;
import io.millrace.workloads.WorkloadRequest;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The folder of one workload, and what its files tell. It appears in one step, complete; the guardian and its observers
 * only ever add files to it; it disappears in one step.
 */
record RunFolder(Path path) {
    private static final ObjectMapper MAPPER =
            Json.MAPPER.copy().addMixIn(WorkloadRequest.Kind.class, KindByName.class);

    /** Keeps how kinds are told apart in JSON out of the port. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = WorkloadRequest.Kind.Job.class, name = "job"),
        @JsonSubTypes.Type(value = WorkloadRequest.Kind.Server.class, name = "server")
    })
    private interface KindByName {}

    String name() {
        return path.getFileName().toString();
    }

    Path file(String name) {
        return path.resolve(name);
    }

    Path log() {
        return file("log");
    }

    Path output() {
        return file("output");
    }

    Path result() {
        return file("result.json");
    }

    Path rootfs() {
        return file("rootfs");
    }

    boolean exists() {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether the command was started, or is just about to be. */
    boolean isStarted() {
        return Files.exists(file("started"));
    }

    Instant startedAt() throws IOException {
        return Files.getLastModifiedTime(file("started")).toInstant();
    }

    Optional<ExitFile> exit() throws IOException {
        return read("exit.json", ExitFile.class);
    }

    WorkloadRequest request() throws IOException {
        return read("request.json", WorkloadRequest.class).orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    Launch launch() throws IOException {
        return read("launch.json", Launch.class).orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    /** The request as it was written, for comparison with {@link #tree}. */
    JsonNode requestTree() throws IOException {
        return MAPPER.readTree(Files.readAllBytes(file("request.json")));
    }

    static JsonNode tree(WorkloadRequest request) throws IOException {
        return MAPPER.readTree(MAPPER.writeValueAsBytes(request));
    }

    void write(String name, Object value) throws IOException {
        Files.write(file(name), MAPPER.writeValueAsBytes(value));
    }

    /** Leaves a word for whoever looks at the folder next; the first one stays. */
    void mark(String name, String text) throws IOException {
        if (isMarked(name)) {
            return;
        }
        Path whole = Files.createTempFile(path, "." + name, "");
        try {
            Files.writeString(whole, text);
            Files.createLink(file(name), whole);
        } catch (FileAlreadyExistsException e) {
            // The same word from another observer.
        } finally {
            Files.delete(whole);
        }
    }

    boolean isMarked(String name) {
        return Files.exists(file(name));
    }

    Optional<String> marked(String name) throws IOException {
        try {
            return Optional.of(Files.readString(file(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private <T> Optional<T> read(String name, Class<T> type) throws IOException {
        try {
            return Optional.of(MAPPER.readValue(Files.readAllBytes(file(name)), type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
