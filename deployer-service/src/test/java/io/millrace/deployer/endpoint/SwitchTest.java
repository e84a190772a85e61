package io.millrace.deployer.endpoint;

import static io.millrace.deployer.Versions.DIGITS;
import static io.millrace.deployer.Versions.serving;
import static io.millrace.deployer.Versions.workload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From one version to the next, under the eyes of clients. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class SwitchTest extends EndpointInThisJvm {

    @Test
    void fails_no_request_under_constant_load() throws Exception {
        ModelServer before = start("v1");
        backends.up(serving(1), before.address());
        var done = new AtomicBoolean();
        var answered = new AtomicInteger();
        try (var clients = Executors.newFixedThreadPool(6)) {
            List<Future<List<String>>> failures = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                failures.add(clients.submit(() -> callUntil(done, answered)));
            }

            for (int version = 2; version <= 12; version++) {
                before = replace(before, version, answered);
            }

            done.set(true);
            for (Future<List<String>> failed : failures) {
                assertThat(failed.get()).isEmpty();
            }
        }
        assertThat(get("/models/digits/").body()).startsWith("v12 ");
    }

    /** Switches, drains and stops the old server, each after some more answers. */
    private ModelServer replace(ModelServer old, int version, AtomicInteger answered) throws Exception {
        ModelServer fresh = start("v" + version);
        awaitMore(answered);
        backends.up(serving(version), fresh.address());
        awaitMore(answered);
        assertThat(backends.drain(workload(version - 1), Duration.ofSeconds(5))).isZero();
        old.stop();
        return fresh;
    }

    private void awaitMore(AtomicInteger answered) {
        int target = answered.get() + 100;
        await().pollInterval(Duration.ofMillis(2)).until(() -> answered.get() >= target);
    }

    private List<String> callUntil(AtomicBoolean done, AtomicInteger answered) throws Exception {
        List<String> failures = new ArrayList<>();
        while (!done.get()) {
            HttpResponse<String> answer = client.send(
                    to("/models/digits/infer")
                            .POST(BodyPublishers.ofString("x".repeat(2000)))
                            .build(),
                    BodyHandlers.ofString());
            String version = answer.headers().firstValue("X-Millrace-Version").orElse("?");
            if (answer.statusCode() != 200 || !answer.body().startsWith(version + " POST /infer")) {
                failures.add(answer.statusCode() + " " + version + " " + answer.body());
            }
            answered.incrementAndGet();
        }
        return failures;
    }

    @Test
    void lets_a_request_finish_where_it_began() throws Exception {
        var arrived = new CountDownLatch(1);
        var mayAnswer = new CountDownLatch(1);
        backends.up(serving(1), slow(arrived, mayAnswer));
        var slow = client.sendAsync(to("/models/digits/").build(), BodyHandlers.ofString());
        arrived.await();

        backends.up(serving(2), start("two").address());

        assertThat(get("/models/digits/").body()).startsWith("two ");
        try (var thread = Executors.newSingleThreadExecutor()) {
            Future<Integer> drained = thread.submit(() -> backends.drain(workload(1), Duration.ofSeconds(20)));
            assertThat(drained.isDone()).isFalse();
            mayAnswer.countDown();
            assertThat(slow.get().body()).isEqualTo("slow");
            assertThat(drained.get()).isZero();
        }
    }

    @Test
    void cuts_off_what_takes_longer_than_draining_may() throws Exception {
        var arrived = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        backends.up(serving(1), slow(arrived, never));
        var slow = client.sendAsync(to("/models/digits/").build(), BodyHandlers.ofString());
        arrived.await();
        backends.up(serving(2), start("two").address());

        int cutOff = backends.drain(workload(1), Duration.ofMillis(100));

        assertThat(cutOff).isEqualTo(1);
        assertThat(slow.get().statusCode()).isEqualTo(502);
        never.countDown();
    }

    private URI slow(CountDownLatch arrived, CountDownLatch mayAnswer) throws Exception {
        return addressOf(listen(vertx.createHttpServer().requestHandler(request -> {
            arrived.countDown();
            vertx.executeBlocking(() -> {
                        mayAnswer.await();
                        return "slow";
                    })
                    .onSuccess(request.response()::end);
        })));
    }

    @Test
    void leaves_no_connection_to_the_old_server() throws Exception {
        ModelServer one = start("one");
        backends.up(serving(1), one.address());
        get("/models/digits/");
        backends.up(serving(2), start("two").address());

        backends.drain(workload(1), Duration.ofSeconds(5));

        await().untilAsserted(() -> assertThat(one.open).hasValue(0));
    }

    @Test
    void a_server_that_is_drained_answers_no_more_even_if_none_took_its_place() throws Exception {
        backends.up(serving(1), start("one").address());

        backends.drain(workload(1), Duration.ofSeconds(5));

        assertThat(get("/models/" + DIGITS + "/").statusCode()).isEqualTo(503);
    }
}
