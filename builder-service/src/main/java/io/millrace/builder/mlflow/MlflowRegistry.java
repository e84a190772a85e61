package io.millrace.builder.mlflow;

import io.millrace.builder.mlflow.RegistryTrouble.Kind;
import io.millrace.builder.source.Told;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Asks a tracking server by MLflow's REST API 2.0. It is not trusted: answers are bounded in bytes, depth and time, and
 * redirections, which could lead our credentials or requests elsewhere, are not followed. Thread-safe.
 */
final class MlflowRegistry implements Registry, AutoCloseable {
    private static final String API = "/api/2.0/mlflow/";
    private static final int MOST_BYTES = 16 << 20;
    private static final int PAGE = 200;
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(2);

    private final URI url;
    private final Login login;
    private final Duration patience;
    private final Consumer<String> asked;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_PATIENCE)
            .build();

    /**
     * @param patience how long it may take for an answer
     * @param asked    told after each request how it went: {@code answered}, or a kind of trouble
     */
    MlflowRegistry(URI url, Login login, Duration patience, Consumer<String> asked) {
        this.url = url;
        this.login = login;
        this.patience = patience;
        this.asked = asked;
    }

    /** @throws IllegalArgumentException if it is no address of a tracking server */
    static URI requireAddress(URI url) {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        boolean plain = url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null;
        if (!http || url.getHost() == null || !plain) {
            throw new IllegalArgumentException("millrace.mlflow.url must be http:// or https://, a host and perhaps a"
                    + " path, as in https://mlflow.example.org; a user or password belongs into a file");
        }
        String text = url.toString();
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    @Override
    public CompletableFuture<Optional<ModelVersion>> version(String registeredModel, long number) {
        return ask(
                "model-versions/get",
                body -> Wire.read(body, Wire.OneVersion.class).modelVersion().modelVersion(),
                "name",
                registeredModel,
                "version",
                Long.toString(number));
    }

    @Override
    public CompletableFuture<Optional<Map<String, Long>>> aliases(String registeredModel) {
        return ask(
                "registered-models/get",
                body -> Wire.read(body, Wire.OneModel.class).aliases(),
                "name",
                registeredModel);
    }

    @Override
    public CompletableFuture<Page> versions(String registeredModel, Optional<String> token) {
        String quote = registeredModel.contains("'") ? "\"" : "'";
        return ask(
                        "model-versions/search",
                        body -> Wire.read(body, Wire.Versions.class).page(),
                        "filter",
                        "name=" + quote + registeredModel + quote,
                        "order_by",
                        "creation_timestamp DESC",
                        "max_results",
                        Integer.toString(PAGE),
                        "page_token",
                        token.orElse(""))
                .thenApply(found -> found.orElseThrow(
                        () -> trouble(Kind.NOT_UNDERSTOOD, "does not know how versions are searched for")));
    }

    @Override
    public CompletableFuture<Optional<Map<String, String>>> runTags(String runId) {
        return ask("runs/get", body -> Wire.read(body, Wire.OneRun.class).tags(), "run_id", runId);
    }

    /**
     * The answer; empty if there is no such thing.
     *
     * @param query names and values in turn; what is empty is left out
     */
    private <T> CompletableFuture<Optional<T>> ask(String what, Function<byte[], T> reader, String... query) {
        return send(what, query).thenApply(response -> read(response, reader)).handle((answer, failure) -> {
            if (failure == null) {
                asked.accept("answered");
                return answer;
            }
            RegistryTrouble trouble = trouble(failure);
            asked.accept(trouble.kind().label());
            throw trouble;
        });
    }

    private CompletableFuture<HttpResponse<byte[]>> send(String what, String... query) {
        var answered = new CompletableFuture<HttpResponse<byte[]>>();
        try {
            var request = HttpRequest.newBuilder(URI.create(url + API + what + query(query)))
                    .header("Accept", "application/json");
            login.authorization().ifPresent(value -> request.header("Authorization", value));
            var sent = client.sendAsync(request.build(), status -> new BoundedBody(MOST_BYTES));
            var unused = sent.whenComplete((response, failure) -> {
                if (failure == null) {
                    answered.complete(response);
                } else {
                    answered.completeExceptionally(failure);
                }
            });
            // Ends what is still going on, when nobody waits for it any more.
            answered.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((response, failure) -> sent.cancel(true));
        } catch (RegistryTrouble e) {
            answered.completeExceptionally(e);
        }
        return answered;
    }

    private static String query(String... namesAndValues) {
        var query = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!namesAndValues[i + 1].isEmpty()) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(namesAndValues[i])
                        .append('=')
                        .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
            }
        }
        return query.toString();
    }

    private <T> Optional<T> read(HttpResponse<byte[]> response, Function<byte[], T> reader) {
        int status = response.statusCode();
        if (status == 200) {
            return Optional.of(reader.apply(response.body()));
        }
        if (status == 404 && isMlflows(response.body())) {
            return Optional.empty();
        }
        throw trouble(status);
    }

    /** A proxy's 404 says nothing of what there is. */
    private static boolean isMlflows(byte[] body) {
        try {
            return Wire.read(body, Wire.Error.class).errorCode().equals("RESOURCE_DOES_NOT_EXIST");
        } catch (Wire.Strange e) {
            return false;
        }
    }

    private RegistryTrouble trouble(int status) {
        if (status == 401 || status == 403) {
            return new RegistryTrouble(
                    Kind.UNAUTHORIZED,
                    "MLflow at " + url + " refuses us with status " + status,
                    "see what is in millrace.mlflow.token-file or password-file, and that it may read registered models"
                            + " and runs; nothing needs to be restarted");
        }
        if (status == 408 || status == 429 || status >= 500) {
            return trouble(Kind.UNAVAILABLE, "answers with status " + status);
        }
        return trouble(
                Kind.NOT_UNDERSTOOD,
                "answers with status " + status
                        + (status >= 300 && status < 400 ? ", a redirection, which is not followed" : ""));
    }

    private RegistryTrouble trouble(Throwable failure) {
        return switch (failure) {
            case CompletionException wrapped when wrapped.getCause() != null -> trouble(wrapped.getCause());
            case RegistryTrouble known -> known;
            case Wire.Strange strange ->
                trouble(Kind.NOT_UNDERSTOOD, "answers what is not understood: " + strange.getMessage());
            case BoundedBody.TooLarge large ->
                trouble(Kind.NOT_UNDERSTOOD, "answers with more than the " + Told.bytes(MOST_BYTES) + " allowed");
            case TimeoutException late ->
                trouble(Kind.UNAVAILABLE, "does not answer within " + patience.toSeconds() + " s");
            default -> trouble(Kind.UNAVAILABLE, "cannot be reached: " + reason(failure));
        };
    }

    private RegistryTrouble trouble(Kind kind, String what) {
        return new RegistryTrouble(
                kind, "MLflow at " + url + " " + what, "see that it runs, and that millrace.mlflow.url is its address");
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return failure.getClass().getSimpleName() + (message == null ? "" : ", " + Told.quoted(message));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
