package io.millrace.events;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model's repository asks of the pipeline: {@code millrace.yaml}, read and with its defaults filled in. A
 * section left out skips its stage.
 *
 * @param owner who answers for the model, for people; absent when the file names nobody
 */
public record PipelineSpec(
        ModelName model,
        Optional<String> owner,
        Concurrency concurrency,
        Build build,
        Optional<Train> train,
        Optional<Evaluate> evaluate,
        Optional<Deploy> deploy) {

    /** What happens when a version is registered while an older one is on its way. */
    public enum Concurrency {
        /** One at a time, in the order of registration. */
        @JsonProperty("queue")
        QUEUE,
        /** A newer version ends what older ones do before their deployment, once its image is built. */
        @JsonProperty("cancel-in-progress")
        CANCEL_IN_PROGRESS,
        /** Versions train and are evaluated side by side; building and deploying keep their order. */
        @JsonProperty("parallel")
        PARALLEL,
        @JsonEnumDefaultValue
        @JsonProperty("unknown")
        UNKNOWN
    }

    /**
     * How the image is made.
     *
     * @param base    image to build onto; {@code scratch} when the file names none
     * @param include globs over the repository's files, relative to the model's folder; everything when absent
     */
    public record Build(String base, List<String> include) {
        public Build {
            include = List.copyOf(include);
        }
    }

    /**
     * What a workload may use.
     *
     * @param cpu         cores; a request, not a limit
     * @param memoryBytes absent means no limit
     * @param gpu         whole devices
     */
    public record Resources(Optional<Double> cpu, Optional<Long> memoryBytes, int gpu) {
        public static final Resources ANY = new Resources(Optional.empty(), Optional.empty(), 0);

        public Resources {
            requireFinite("cpu", cpu);
        }
    }

    /**
     * @param command    relative to the image's working directory
     * @param parameters handed to the command as a JSON file; text, finite numbers, booleans, lists and maps
     * @param timeout    wall time of one attempt
     * @param retries    how often a lost or timed-out attempt is made again by itself; 0 for never
     */
    public record Train(
            List<String> command,
            Map<String, Object> parameters,
            Map<String, String> env,
            Resources resources,
            Duration timeout,
            int retries) {
        public Train {
            command = List.copyOf(command);
            parameters = Parameters.copyOf(parameters);
            env = Map.copyOf(env);
        }
    }

    /** As {@link Train}; {@code gates} may be empty, then nothing is judged. */
    public record Evaluate(
            List<String> command,
            Map<String, Object> parameters,
            Map<String, String> env,
            Resources resources,
            Duration timeout,
            int retries,
            List<Gate> gates) {
        public Evaluate {
            command = List.copyOf(command);
            parameters = Parameters.copyOf(parameters);
            env = Map.copyOf(env);
            gates = List.copyOf(gates);
        }
    }

    /**
     * A bar that a metric must clear; every bound given must hold.
     *
     * @param slice               judges the metric of this slice, for example {@code digit=8}; absent: of the whole
     * @param maxDropFromChampion how far the metric may lie below that of the version in production, absolute
     */
    public record Gate(
            String metric,
            Optional<String> slice,
            Optional<Double> min,
            Optional<Double> max,
            Optional<Double> maxDropFromChampion) {
        public Gate {
            requireFinite("min", min);
            requireFinite("max", max);
            requireFinite("maxDropFromChampion", maxDropFromChampion);
        }
    }

    /**
     * @param health        HTTP path that answers 2xx once the server can serve
     * @param startTimeout  how long the server may take until then
     * @param allowUnjudged deploy although no gate judged the candidate
     * @param allowWarning  deploy although the verdict is a warning
     */
    public record Deploy(
            List<String> command,
            Map<String, String> env,
            Resources resources,
            String health,
            Duration startTimeout,
            boolean allowUnjudged,
            boolean allowWarning) {
        public Deploy {
            command = List.copyOf(command);
            env = Map.copyOf(env);
        }
    }

    /** JSON knows neither NaN nor infinity, and no comparison with them means anything. */
    static void requireFinite(String field, Optional<Double> value) {
        if (!value.map(Double::isFinite).orElse(true)) {
            throw new IllegalArgumentException(field + " is " + value.get() + ", expected a finite number");
        }
    }
}
