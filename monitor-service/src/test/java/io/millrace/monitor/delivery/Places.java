package io.millrace.monitor.delivery;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** The places that sinks have in the log, as the broker keeps them. */
final class Places {
    private Places() {}

    static boolean hasOne(Map<String, Object> kafka, String group) throws InterruptedException, ExecutionException {
        try (var admin = Admin.create(kafka)) {
            return !admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .isEmpty();
        }
    }

    static boolean hasOne(Alerts alerts, String sink) throws InterruptedException, ExecutionException {
        return hasOne(alerts.kafka(), group(alerts, sink));
    }

    /** As if the sink had never been. */
    static void forget(Alerts alerts, String sink) {
        try (var admin = Admin.create(alerts.kafka())) {
            admin.deleteConsumerGroups(List.of(group(alerts, sink))).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String group(Alerts alerts, String sink) {
        return alerts.prefix() + "sink." + sink;
    }
}
