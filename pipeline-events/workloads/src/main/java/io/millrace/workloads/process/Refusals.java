package io.millrace.workloads.process;

import io.millrace.events.Failure;
import io.millrace.events.Failure.Kind;
import io.millrace.workloads.WorkloadRefused;
import io.millrace.workloads.WorkloadRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a request may ask for that no process of this machine can be given. */
final class Refusals {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Of an argument or a variable; systems take little more. */
    private static final int MAX_TEXT_BYTES = 100_000;

    private Refusals() {}

    static void check(WorkloadRequest request) {
        checkDevices(request);
        checkCommand(request);
        request.env().forEach((name, value) -> {
            if (!VARIABLE.matcher(name).matches() || value.indexOf('\0') >= 0 || isTooLong(name + value)) {
                throw refused(
                        "env-invalid",
                        "the variable '" + name.replaceAll("\\p{Cntrl}", "?") + "' of " + request.stage()
                                + " cannot be set",
                        "Use letters, digits and _ in the name, and at most 100,000 bytes without NUL in the value.");
            }
        });
        if (request.kind() instanceof WorkloadRequest.Kind.Server server) {
            checkHealth(request, server.health());
        }
    }

    private static void checkDevices(WorkloadRequest request) {
        int gpus = request.resources().gpu();
        if (gpus > 0) {
            throw new WorkloadRefused(new Failure(
                    Kind.CAPACITY,
                    "gpu-unavailable",
                    request.stage() + " asks for resources.gpu " + gpus
                            + ", and processes of this machine cannot be given GPUs",
                    "Set resources.gpu to 0 in millrace.yaml, or run the stage on Kubernetes.",
                    Optional.empty()));
        }
    }

    private static void checkCommand(WorkloadRequest request) {
        boolean empty =
                request.command().isEmpty() || request.command().getFirst().isBlank();
        if (empty || request.command().stream().anyMatch(part -> part.indexOf('\0') >= 0)) {
            throw refused(
                    "command-invalid",
                    "the command of " + request.stage() + " is " + (empty ? "empty" : "not one: it holds a NUL"),
                    "Name a command for the stage in millrace.yaml, for example [python3, train.py].");
        }
        if (request.command().stream().anyMatch(Refusals::isTooLong)) {
            throw refused(
                    "command-invalid",
                    "the command of " + request.stage() + " has an argument of more than " + MAX_TEXT_BYTES + " bytes",
                    "Put what is so long into a file of the repository.");
        }
    }

    private static boolean isTooLong(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES;
    }

    private static void checkHealth(WorkloadRequest request, String health) {
        try {
            if (health.startsWith("/")) {
                URI.create("http://127.0.0.1" + health);
                return;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw refused(
                "health-invalid",
                "the health path of " + request.stage() + " is '" + health.replaceAll("\\p{Cntrl}", "?") + "'",
                "Use a path that begins with /, for example /healthz.");
    }

    private static WorkloadRefused refused(String code, String summary, String remedy) {
        return new WorkloadRefused(Failure.userError(code, summary, remedy));
    }
}
