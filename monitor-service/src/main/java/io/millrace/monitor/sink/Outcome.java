package io.millrace.monitor.sink;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** What came of a request. */
public sealed interface Outcome {

    record Delivered() implements Outcome {}

    /** The sink will never take this one; others it may. */
    record Refused(String reason) implements Outcome {}

    /**
     * It may go better later, or once somebody has changed something.
     *
     * @param retryAfter what the sink asked for
     */
    record NotNow(String reason, Optional<Duration> retryAfter) implements Outcome {
        public NotNow(String reason) {
            this(reason, Optional.empty());
        }
    }

    /**
     * @param retryAfter the header, in seconds or as a date
     * @param excerpt    of the answer's body
     */
    static Outcome of(int status, Optional<String> retryAfter, String excerpt, Instant now) {
        if (status >= 200 && status < 300) {
            return new Delivered();
        }
        String reason = "HTTP " + status + (excerpt.isBlank() ? "" : ": " + excerpt);
        if (isFaultOfTheBody(status)) {
            return new Refused(reason);
        }
        if (status >= 300 && status < 400) {
            return new NotNow("HTTP " + status + ", a redirection, which is not followed");
        }
        return new NotNow(reason, retryAfter.flatMap(text -> pause(text.strip(), now)));
    }

    /**
     * All other statuses speak of the address, the credentials or the state of the sink, and hold for whatever is sent:
     * that waits until somebody puts it right.
     */
    private static boolean isFaultOfTheBody(int status) {
        return switch (status) {
            case 400, 413, 415, 422 -> true;
            default -> false;
        };
    }

    private static Optional<Duration> pause(String retryAfter, Instant now) {
        try {
            Duration pause = retryAfter.chars().allMatch(Character::isDigit)
                    ? Duration.ofSeconds(Integer.parseInt(retryAfter))
                    : Duration.between(now, ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME));
            return Optional.of(pause).filter(Duration::isPositive);
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
