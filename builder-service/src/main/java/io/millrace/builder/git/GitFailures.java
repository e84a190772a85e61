package io.millrace.builder.git;

import io.millrace.builder.source.GitUrl;
import io.millrace.builder.source.SourceRefused;
import io.millrace.builder.source.Told;
import io.millrace.events.Failure;
import io.millrace.worker.NeighbourUnavailable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;

/** Tells failures of a fetch apart: what the model's authors must change, and what passes by itself. */
final class GitFailures {
    private GitFailures() {}

    static RuntimeException of(IOException e, GitUrl url, Allowance.Exceeded exceeded, HttpExchange http) {
        return switch (exceeded) {
            case BYTES ->
                SourceRefused.because(
                        "source-too-large",
                        "the commit of " + url + " is larger, packed, than the builder fetches",
                        "keep large data out of the repository, or let the operator raise builder.git.max-bytes");
            case NAMES ->
                SourceRefused.because(
                        "source-too-large",
                        "the repository " + url + " names more branches and tags than the builder reads ("
                                + Told.bytes(Allowance.MAX_NAMES_BYTES) + ")",
                        "register one with fewer");
            case TIME ->
                new NeighbourUnavailable(
                        new Failure(
                                Failure.Kind.TIMEOUT,
                                "git-timeout",
                                "fetching from " + url + " took too long",
                                "look whether the Git server is slow, or let the operator raise builder.git.timeout",
                                Optional.empty()),
                        e);
            case NOTHING -> byAnswer(e, url, http);
        };
    }

    private static RuntimeException byAnswer(IOException e, GitUrl url, HttpExchange http) {
        Optional<String> oversized = first(e, PackGuard.Oversized.class);
        if (oversized.isPresent()) {
            return SourceRefused.because(
                    "source-too-large",
                    "the commit of " + url + " holds " + oversized.get(),
                    "keep large data out of the repository, or let the operator give the builder more memory");
        }
        // The library holds no object that does not fit into an array.
        if (isAny(e, TooLargeObjectInPackException.class::isInstance)) {
            return SourceRefused.because(
                    "source-too-large",
                    "the commit of " + url + " holds a file of 2 GiB or more, which the builder does not read",
                    "keep large data out of the repository");
        }
        if (http.elsewhere().isPresent()) {
            return redirected(url, Told.quoted(http.elsewhere().get()));
        }
        Optional<String> corrupt = first(e, CorruptObjectException.class);
        if (corrupt.isPresent()) {
            return refused(
                    "git-repository-broken",
                    "the repository " + url + " holds what Git does not allow: " + Told.quoted(corrupt.get()),
                    "find it with git fsck --strict, mend it, and push again",
                    e);
        }
        int status = http.status();
        if (status >= 300 && status < 400) {
            return redirected(url, http.location().map(Told::quoted).orElse("another address"));
        }
        if (status == 401 || status == 403 || isAny(e, GitFailures::isDenied)) {
            return accessDenied(url, e);
        }
        if (status == 404 || status == 410 || isAny(e, GitFailures::isNotFound)) {
            return notFound(url, e);
        }
        if (status == 429 || status >= 500) {
            return unreachable(url, "the server answered " + status, e);
        }
        return unreachable(url, reason(e), e);
    }

    private static SourceRefused redirected(GitUrl url, String elsewhere) {
        return SourceRefused.because(
                "git-redirected",
                "the repository " + url + " sends the builder on to " + elsewhere + ", where it does not go",
                "register the repository under the address it has now");
    }

    static NeighbourUnavailable unreachable(GitUrl url, String why, Throwable cause) {
        return new NeighbourUnavailable(
                Failure.transientFailure(
                        "git-unreachable",
                        "the repository " + url + " cannot be reached: " + why,
                        "look whether the address is right and its server is up"),
                cause);
    }

    static SourceRefused noSuchCommit(GitUrl url, String id) {
        return SourceRefused.because(
                "git-ref-not-found",
                "the repository " + url + " has no commit " + id,
                "push the commit to a branch or tag, or register one that is there");
    }

    static SourceRefused notACommit(GitUrl url, String id) {
        return SourceRefused.because(
                "git-ref-not-found",
                id + " in " + url + " is not a commit",
                "register a branch, a tag of a commit, or a commit's id");
    }

    /** Whether it is of no use to ask the same server for something else. */
    static boolean isAboutReaching(IOException e) {
        return isAny(
                e,
                cause -> cause instanceof SocketException
                        || cause instanceof SocketTimeoutException
                        || cause instanceof UnknownHostException);
    }

    private static SourceRefused notFound(GitUrl url, IOException e) {
        return refused(
                "git-repository-not-found",
                "there is no repository " + url,
                "correct the URL; it must be the one that git clone takes",
                e);
    }

    private static SourceRefused accessDenied(GitUrl url, IOException e) {
        boolean ssh = url.scheme().equals("ssh");
        return refused(
                "git-access-denied",
                "the repository " + url + " does not exist or does not let the builder in",
                ssh
                        ? "let the builder's key read it (builder.git.ssh.key) and list the server's host key"
                                + " (builder.git.ssh.known-hosts)"
                        : "correct the URL, make the repository readable, or let the operator give the builder a"
                                + " password for its host (builder.git.credentials-file)",
                e);
    }

    private static SourceRefused refused(String code, String summary, String remedy, IOException e) {
        return new SourceRefused(Failure.userError(code, summary, remedy).withEvidence(reason(e)));
    }

    /** A folder that is no repository is "not supported" to the library, a file that is none "not a bundle". */
    private static boolean isNotFound(Throwable cause) {
        return cause instanceof NoRemoteRepositoryException
                || cause instanceof NotSupportedException
                || String.valueOf(cause.getMessage()).endsWith("not a bundle");
    }

    /** The SSH library has no types for it, only these sentences. */
    private static boolean isDenied(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return Stream.of(
                        "No more authentication methods",
                        "Server key did not validate",
                        "UNABLE_TO_VERIFY",
                        "Cannot log in")
                .anyMatch(message::contains);
    }

    private static Optional<String> first(Throwable e, Class<? extends Throwable> type) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .filter(type::isInstance)
                .map(cause -> String.valueOf(cause.getMessage()))
                .findFirst();
    }

    private static boolean isAny(Throwable e, Predicate<Throwable> test) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .anyMatch(test);
    }

    private static String reason(IOException e) {
        return Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
                .limit(20)
                .map(GitFailures::reason)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> String.valueOf(e.getMessage()));
    }

    private static Optional<String> reason(Throwable cause) {
        return switch (cause) {
            case UnknownHostException ignored -> Optional.of("its host is not known");
            case ConnectException refused -> Optional.of("nobody answers there");
            case NoRouteToHostException ignored -> Optional.of("there is no way to its host");
            case SocketTimeoutException ignored -> Optional.of("the server is silent");
            default -> Optional.empty();
        };
    }
}
