package io.millrace.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PutOffTest {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final PutOff putOff = new PutOff(timer);
    private final List<String> sent = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    private Runnable send(String what) {
        return () -> sent.add(what);
    }

    @Test
    void what_is_put_off_goes_out_before_what_is_sent_after_it() {
        putOff.now(send("first"));
        putOff.later(send("second"));
        putOff.later(send("third"));
        putOff.now(send("fourth"));

        assertThat(sent).containsExactly("first", "second", "third", "fourth");
    }

    @Test
    void what_is_put_off_goes_out_by_itself_when_nothing_follows() {
        putOff.later(send("first"));
        await().until(() -> sent.contains("first"));

        putOff.later(send("second"));

        await().until(() -> sent.contains("second"));
        assertThat(sent).containsExactly("first", "second");
    }

    @Test
    void nothing_goes_out_twice() {
        putOff.later(send("once"));
        putOff.sendAll();
        putOff.sendAll();

        assertThat(sent).containsExactly("once");
    }
}
