package io.millrace.monitor.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;

/** How far the reading thread is. Written by that thread, read by health checks and metrics. */
@Singleton
class ReadingState {
    private volatile boolean over;
    private volatile boolean caughtUp;
    private volatile long lag;
    /** Of {@link System#nanoTime()}: only how long ago it was matters. */
    private volatile long heardFromBroker = System.nanoTime();

    ReadingState(MeterRegistry registry) {
        Gauge.builder("millrace.lag", this, ReadingState::lag)
                .description("Records that lie between what was read and the ends of the topics, as last measured")
                .baseUnit("records")
                .strongReference(true)
                .register(registry);
    }

    void stopped() {
        over = true;
    }

    void caughtUp() {
        caughtUp = true;
    }

    /** The broker said how many records are not read yet. */
    void behind(long records) {
        lag = records;
        heardFromBroker = System.nanoTime();
    }

    /** Whether it reads, or waits to be let in. */
    boolean isAlive() {
        return !over;
    }

    /** Whether all is read that the topics held when the monitor started. */
    boolean isCaughtUp() {
        return caughtUp;
    }

    long lag() {
        return lag;
    }

    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardFromBroker);
    }
}
