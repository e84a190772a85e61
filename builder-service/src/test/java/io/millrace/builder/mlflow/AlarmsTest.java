package io.millrace.builder.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.events.Decoded;
import io.millrace.events.Envelope;
import io.millrace.events.EventCodec;
import io.millrace.events.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AlarmsTest {
    private static final Path DOCS = Path.of("../docs/mlflow.md");
    private static final Pattern DATA = Pattern.compile("echo '(\\{\"alertId\".*})'");
    private static final Pattern HEADER = Pattern.compile("-H ([a-z_-]+)=(\\S+)");
    private static final String AWAY = Alarms.fingerprint(RegistryTrouble.Kind.UNAVAILABLE);

    private final Memory memory = new Memory();
    private final List<Envelope> published = new ArrayList<>();
    private final Alarms alarms = new Alarms(memory, envelope -> {
        published.add(envelope);
        memory.read(envelope);
        return CompletableFuture.completedFuture(null);
    });

    @Test
    void that_nobody_looks_after_any_more_end_as_the_documentation_says() throws IOException {
        var trouble = new RegistryTrouble(RegistryTrouble.Kind.UNAVAILABLE, "MLflow is away", "wait");
        alarms.settle(Map.of(AWAY, trouble.failure()), any -> true);
        assertThat(memory.standing()).containsExactly(AWAY);

        memory.read(toldByHand(published.getFirst().id()));

        assertThat(memory.standing()).isEmpty();
    }

    private static Envelope toldByHand(String alert) throws IOException {
        String docs = Files.readString(DOCS);
        String command = docs.substring(docs.indexOf("echo '{\"alertId\""));
        String data = DATA.matcher(command).results().findFirst().orElseThrow().group(1);
        byte[] value =
                data.replace("<id>", alert).replace("<fingerprint>", AWAY).getBytes(UTF_8);
        var event = new ConsumerRecord<byte[], byte[]>("millrace.alerts", 0, 0, "_unattributed".getBytes(UTF_8), value);
        for (MatchResult header : HEADER.matcher(command).results().toList()) {
            event.headers().add(header.group(1), header.group(2).getBytes(UTF_8));
        }
        return ((Decoded.Event) new EventCodec(Topic.DEFAULT_PREFIX).decode(event)).envelope();
    }
}
