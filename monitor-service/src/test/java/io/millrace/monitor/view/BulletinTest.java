package io.millrace.monitor.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class BulletinTest {
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Bulletin bulletin = new Bulletin(1);
    private final Subscriber subscriber = bulletin.subscribe().orElseThrow();

    @Test
    void who_comes_is_told_to_look_at_everything() {
        var news = subscriber.await(LONG);

        assertThat(news).isDone();
        assertThat(subscriber.take()).isEqualTo(News.ALL);
        assertThat(subscriber.take()).isEqualTo(News.NONE);
    }

    @Test
    void what_happens_while_nobody_waits_is_told_at_once_and_once() {
        subscriber.take();
        bulletin.changed("digits");
        bulletin.changed("faces");
        bulletin.changed("digits");

        var news = subscriber.await(LONG);

        assertThat(news).isDone();
        assertThat(subscriber.take()).isEqualTo(new News(false, Set.of("digits", "faces")));
        assertThat(subscriber.await(LONG)).isNotDone();
    }

    @Test
    void who_waits_is_woken_by_what_happens() {
        subscriber.take();
        var news = subscriber.await(LONG);
        assertThat(news).isNotDone();

        bulletin.changed("digits");

        assertThat(news).isDone();
        assertThat(subscriber.take()).isEqualTo(new News(false, Set.of("digits")));
    }

    @Test
    void who_waits_in_vain_is_told_that_nothing_happened() {
        subscriber.take();

        subscriber.await(Duration.ofMillis(1)).join();

        assertThat(subscriber.take().isEmpty()).isTrue();
    }

    @Test
    void who_does_not_come_for_long_is_told_to_look_at_everything() {
        subscriber.take();

        IntStream.rangeClosed(0, News.MAX_MODELS).forEach(i -> bulletin.changed("model-" + i));

        assertThat(subscriber.take()).isEqualTo(News.ALL);
    }

    @Test
    void one_too_many_is_let_in_when_another_has_gone() {
        assertThat(bulletin.subscribe()).isEmpty();

        subscriber.close();

        assertThat(bulletin.subscribe()).isPresent();
    }
}
