package io.millrace.monitor.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.events.AlertRaised;
import io.millrace.events.Failure;
import io.millrace.events.Json;
import io.millrace.events.RunRef;
import io.millrace.events.Version;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An <a href="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks">incoming webhook</a> as Slack,
 * Mattermost and others have it: a text for notifications, blocks for who looks at it. What comes from events cannot
 * mention anybody nor hide an address behind a word.
 *
 * @param address where messages are posted; absent where it is the secret, as Slack's own is
 */
public record Slack(Optional<URI> address) implements Dialect {
    /** Slack takes 3,000 characters in a block. */
    private static final int MOST_CHARS = 2_900;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private record Message(String text, List<Block> blocks) {}

    private sealed interface Block {
        String type();
    }

    private record Section(String type, Markdown text) implements Block {
        Section(String markdown) {
            this("section", new Markdown(markdown));
        }
    }

    private record Context(String type, List<Markdown> elements) implements Block {
        Context(String markdown) {
            this("context", List.of(new Markdown(markdown)));
        }
    }

    private record Markdown(String type, String text) {
        Markdown(String markdown) {
            this("mrkdwn", cut(markdown));
        }
    }

    @Override
    public Optional<Request> tell(Notice notice, Secrets secrets, Instant now) {
        URI target = address.orElseGet(() -> Addresses.read(
                "the first line of the secret-file",
                secrets.first()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "the secret-file is empty; put the webhook's address into it"))));
        return Optional.of(new Request(target, Map.of("content-type", "application/json"), json(message(notice))));
    }

    private static Message message(Notice notice) {
        String title = title(notice);
        Optional<Failure> failure = notice.alert().map(raised -> raised.alert().failure());
        String summary = failure.map(it -> "\n" + safe(it.summary())).orElse("");
        var blocks = new ArrayList<Block>();
        blocks.add(new Section("*" + title + "*" + summary));
        if (!notice.isResolution()) {
            failure.ifPresent(it -> blocks.add(new Section("*Remedy*: " + safe(it.remedy()))));
        }
        blocks.add(new Context(where(notice)));
        return new Message(cut(title + summary), blocks);
    }

    private static String title(Notice notice) {
        String subject = notice.model().equals(AlertRaised.UNATTRIBUTED) ? "" : safe(notice.model()) + " · ";
        String code = notice.alert()
                .map(raised -> " · " + safe(raised.alert().failure().code()))
                .orElse("");
        return (notice.isResolution() ? "Resolved: " : "Alert: ") + subject + notice.stage() + code;
    }

    private static String where(Notice notice) {
        Optional<RunRef> run = notice.envelope().event().runRef();
        String version = run.flatMap(RunRef::version)
                .map(Version::value)
                .map(it -> "version " + safe(it) + " · ")
                .orElse("");
        return run.map(it -> "run " + safe(it.run().value()) + " · ").orElse("")
                + version
                + TIME.format(notice.envelope().time());
    }

    /**
     * Slack's three control characters escaped; and a blank of no width behind an at sign, because Mattermost takes
     * {@code @channel} for a mention as it stands.
     */
    private static String safe(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "@\u200b");
    }

    /** Not in the middle of an escape. */
    private static String cut(String safe) {
        if (safe.length() <= MOST_CHARS) {
            return safe;
        }
        String start = safe.substring(0, MOST_CHARS);
        int escape = start.lastIndexOf('&');
        return (escape > start.lastIndexOf(';') ? start.substring(0, escape) : start) + "…";
    }

    private static byte[] json(Message message) {
        try {
            return Json.MAPPER.writeValueAsString(message).getBytes(UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message that cannot be written: " + message, e);
        }
    }
}
