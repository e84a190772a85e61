package io.millrace.builder.image;

import com.google.cloud.tools.jib.api.InsecureRegistryException;
import com.google.cloud.tools.jib.api.RegistryUnauthorizedException;
import com.google.cloud.tools.jib.http.ResponseException;
import io.millrace.builder.source.SourceRefused;
import io.millrace.builder.source.Told;
import io.millrace.events.Digest;
import io.millrace.events.Failure;
import io.millrace.worker.NeighbourUnavailable;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells apart what registries answer, and whether they answer. */
final class JibFailures {
    private static final List<Integer> TRY_LATER = List.of(408, 425, 429);

    private JibFailures() {}

    /** Empty when no registry is to blame. */
    static Optional<RuntimeException> ofBase(String base, Throwable e) {
        String summary = "build.base " + Told.quoted(base) + " cannot be had: " + reason(e);
        if (isRefused(e)) {
            return Optional.of(new SourceRefused(Failure.userError(
                    "base-image-unavailable",
                    summary,
                    "correct the name, use a base that anybody may pull, or let the operator give the builder a login"
                            + " (builder.docker-config)")));
        }
        return unavailable(
                e,
                Failure.transientFailure(
                        "base-image-unavailable",
                        summary,
                        "look whether its registry can be reached from here, or build onto scratch"));
    }

    /** Empty when no registry is to blame. */
    static Optional<RuntimeException> ofRegistry(String registry, Throwable e) {
        if (isRefused(e)) {
            return Optional.of(new SourceRefused(Failure.userError(
                    "registry-access-denied",
                    "the registry " + registry + " does not take the image: " + reason(e),
                    "let the operator allow the builder to push there (builder.registry, builder.docker-config)")));
        }
        return unavailable(
                e,
                Failure.transientFailure(
                        "registry-unreachable",
                        "the registry " + registry + " cannot be reached: " + reason(e),
                        "look whether it is up and builder.registry is right"));
    }

    static NeighbourUnavailable baseMoved(String base, Digest first, Digest second) {
        return new NeighbourUnavailable(
                Failure.transientFailure(
                        "base-image-moved",
                        "build.base " + Told.quoted(base) + " changed while the image was made: " + first + ", then "
                                + second,
                        "name the base by its digest"),
                new IllegalStateException("two digests of one image"));
    }

    private static Optional<RuntimeException> unavailable(Throwable e, Failure failure) {
        boolean ofTheDisk = causes(e).anyMatch(FileSystemException.class::isInstance);
        return ofTheDisk ? Optional.empty() : Optional.of(new NeighbourUnavailable(failure, e));
    }

    /** It answered, and it will answer the same when asked again. */
    private static boolean isRefused(Throwable e) {
        return causes(e)
                .anyMatch(cause -> cause instanceof RegistryUnauthorizedException
                        || cause instanceof InsecureRegistryException
                        || cause instanceof ResponseException answer && isFinal(answer.getStatusCode()));
    }

    private static boolean isFinal(int status) {
        return status >= 400 && status < 500 && !TRY_LATER.contains(status);
    }

    private static String reason(Throwable e) {
        return causes(e)
                .filter(UnknownHostException.class::isInstance)
                .findFirst()
                .map(unknown -> "the host " + unknown.getMessage() + " is not known")
                .orElseGet(() -> firstLine(String.valueOf(e.getMessage())));
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() <= 300 ? line : line.substring(0, 300) + "…";
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause).limit(20);
    }
}
