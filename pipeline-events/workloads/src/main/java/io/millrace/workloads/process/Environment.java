package io.millrace.workloads.process;

import io.millrace.events.Version;
import io.millrace.workloads.WorkloadRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The variables that a command finds. Built from nothing: what the worker's own environment holds, credentials for one,
 * is no business of a model's.
 */
final class Environment {
    private static final String SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** Lists of folders, of which an image may name some that are its own. */
    private static final List<String> SEARCH_PATHS = List.of("PATH", "PYTHONPATH", "LD_LIBRARY_PATH");

    private Environment() {}

    /**
     * @param image  its variables are weaker than the spec's, and those are weaker than the contract's
     * @param python comes first on the PATH, unless the spec sets one
     * @param input  the folder behind {@code MILLRACE_INPUT}
     */
    static Map<String, String> of(
            WorkloadRequest request,
            RunFolder folder,
            Map<String, String> image,
            Path python,
            Path input,
            Optional<URI> server) {
        var env = new HashMap<String, String>();
        env.put("LANG", "C.UTF-8");
        // Lines are to be seen when they are written.
        env.put("PYTHONUNBUFFERED", "1");
        env.putAll(image);
        String path = image.containsKey("PATH") ? image.get("PATH") + ":" + SYSTEM_PATH : SYSTEM_PATH;
        env.put("PATH", python.getParent() + ":" + path);
        env.putAll(request.env());
        env.put("HOME", folder.file("home").toString());
        env.put("TMPDIR", folder.file("tmp").toString());
        env.putAll(contract(request, folder, input));
        server.ifPresent(address -> {
            env.put("HOST", address.getHost());
            env.put("PORT", Integer.toString(address.getPort()));
        });
        return env;
    }

    private static Map<String, String> contract(WorkloadRequest request, RunFolder folder, Path input) {
        var run = request.run();
        return Map.ofEntries(
                Map.entry("MILLRACE_RUN", run.run().value()),
                Map.entry("MILLRACE_MODEL", run.model().value()),
                Map.entry("MILLRACE_VERSION", run.version().map(Version::value).orElse("")),
                Map.entry("MILLRACE_STAGE", request.stage().wireName()),
                Map.entry("MILLRACE_ROUND", Integer.toString(run.round())),
                Map.entry("MILLRACE_ATTEMPT", Integer.toString(request.attempt())),
                Map.entry("MILLRACE_INPUT", input.toString()),
                Map.entry("MILLRACE_OUTPUT", folder.output().toString()),
                Map.entry("MILLRACE_PARAMETERS", folder.file("parameters.json").toString()),
                Map.entry("MILLRACE_RESULT", folder.result().toString()));
    }

    /** The image's variables, with the folders that it brought where they are now. */
    static Map<String, String> moved(Map<String, String> image, Moved moved) {
        var env = new HashMap<>(image);
        for (String name : SEARCH_PATHS) {
            env.computeIfPresent(name, (ignored, value) -> {
                List<String> places = List.of(value.split(":"));
                return String.join(":", places.stream().map(moved::path).toList());
            });
        }
        return env;
    }
}
