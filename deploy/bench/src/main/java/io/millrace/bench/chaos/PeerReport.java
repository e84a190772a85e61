package io.millrace.bench.chaos;

import io.millrace.bench.Machine;
import java.util.Map;
import java.util.stream.Collectors;

/** What became of the same plan in the pipeline that we compare with, as a section of a document. */
final class PeerReport {
    private PeerReport() {}

    static String text(
            Machine machine, KillPlan plan, Executioner executioner, PeerCampaign.Result result, int overSeconds) {
        PeerCount count = result.count();
        return """
                ## The same for a plain Spring Kafka pipeline

                `deploy/bench/spring-peer`: Spring Boot 4, five processes of one `@RetryableTopic` listener each, over \
                five topics of 12 partitions on the same kind of broker. A stage appends a line to a file, sends the \
                event on and waits until the broker has it; training takes 200 ms before that, as it does there. Set is `auto-offset-reset=earliest`; all else is as Spring \
                Boot and `@RetryableTopic` have it (`acks=all`, idempotent producer, offsets committed after each \
                batch, three attempts one second apart, then dead letters, which count as the alert). It has no \
                workloads, so kills that are meant for them hit nobody, and no registration is published twice. \
                Seed %d, a kill each %s ms, registered over %d s; %s, %d cores, %s.

                | figure | |
                | --- | ---: |
                | runs | %d |
                | under fire | %d s |
                | kills | %s |
                | lost | %d |
                | good runs in the dead letters | %d |
                | effects done again | %d |
                | alerts given again | %d |
                | done after a newer version of the model | %d |
                """
                .formatted(
                        plan.seed(),
                        plan.every().toMillis(),
                        overSeconds,
                        machine.cpu(),
                        machine.cores(),
                        machine.jdk(),
                        count.runs(),
                        result.underFire().toSeconds(),
                        told(executioner.kills()),
                        count.lost(),
                        count.wronglyDead(),
                        count.effectsTwice(),
                        count.alertsTwice(),
                        count.outOfOrder());
    }

    private static String told(Map<String, Integer> counts) {
        return counts.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }
}
