package io.millrace.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.worker.retention.Budget;
import io.millrace.worker.retention.Cleaning;
import io.millrace.worker.retention.Item;
import io.millrace.worker.retention.Ledger;
import io.millrace.worker.retention.Store;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the worker's store, if it has one: when it holds more than its budget, removes the oldest of what nobody
 * needs. While the budget holds, this is a look at the folder and nothing else. Replicas may do it at the same time.
 */
@ApplicationScoped
class Janitor {
    private static final Logger LOG = Logger.getLogger(Janitor.class);

    private final Instance<Store> stores;
    private final RetentionConfig config;
    private final Budget budget;
    private final NeedsOnTheLog log;
    private final MeterRegistry registry;
    private final Clock clock = Clock.systemUTC();
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong over = new AtomicLong();
    private @Nullable ScheduledExecutorService timer;

    Janitor(
            @Any Instance<Store> stores,
            RetentionConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            WorkerConfig worker,
            MeterRegistry registry) {
        this.stores = stores;
        this.config = config;
        this.budget = new Budget(config.maxBytes(), config.maxAge(), config.grace());
        this.log =
                new NeedsOnTheLog(kafka, worker.topicPrefix(), new Ledger(config.grace(), config.deployedVersions()));
        this.registry = registry;
    }

    void begin(@Observes StartupEvent start) {
        if (stores.isUnsatisfied()) {
            return;
        }
        Store store = stores.get();
        Counter removed = meters(store);
        long millis = config.every().toMillis();
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("janitor").daemon(true).factory());
        var unused =
                timer.scheduleWithFixedDelay(() -> lookAfter(store, removed), millis, millis, TimeUnit.MILLISECONDS);
    }

    private Counter meters(Store store) {
        Gauge.builder("millrace.store.bytes", held, AtomicLong::get)
                .description("What the store holds, as of the last look")
                .tag("store", store.name())
                .register(registry);
        Gauge.builder("millrace.store.over.budget.bytes", over, AtomicLong::get)
                .description("By how much what must stay is more than the budget allows; 0 while it is not")
                .tag("store", store.name())
                .register(registry);
        return Counter.builder("millrace.store.removed")
                .description("What was removed because nobody needed it")
                .tag("store", store.name())
                .register(registry);
    }

    /** Owns the timer's thread, hence the wide catch: what it throws would end the timer. */
    private void lookAfter(Store store, Counter removed) {
        try {
            clean(store, removed);
        } catch (IOException | RuntimeException e) {
            LOG.warnf("%s were not cleaned, which is tried again in %s: %s", store.name(), config.every(), e);
        }
    }

    private void clean(Store store, Counter removed) throws IOException {
        Instant now = clock.instant();
        List<Item> items = store.items();
        if (!budget.isExceededBy(items, now)) {
            held.set(items.stream().mapToLong(Item::bytes).sum());
            over.set(0);
            return;
        }
        // In this order: what came into the store after it was listed is not touched, and what the log says is newer.
        Cleaning cleaning = Cleaning.of(items, log.needs(now), budget, now);
        for (Item item : cleaning.gone()) {
            if (store.remove(item)) {
                removed.increment();
                LOG.infof(
                        "removed %s, last written %s: %s are over their budget",
                        item.key(), item.since(), store.name());
            }
        }
        held.set(cleaning.bytes());
        if (over.getAndSet(cleaning.over()) == 0 && cleaning.over() > 0) {
            LOG.warnf(
                    "%s take %,d bytes, %,d more than millrace.retention.max-bytes, and all of it is needed or too new"
                            + " to go; see docs/operations.md, \"Room on the disk\"",
                    store.name(), cleaning.bytes(), cleaning.over());
        }
    }

    @PreDestroy
    void stop() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
