package io.millrace.local.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Points in time as people write and read them: in their own time zone, or as so long ago. */
final class Moment implements ITypeConverter<Instant> {
    private static final ZoneId HERE = ZoneId.systemDefault();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(HERE);

    private static final Pattern AGO = Pattern.compile("(\\d{1,6})(s|m|h|d)");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1), "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1));

    private final Clock clock;

    /** For picocli. */
    Moment() {
        this(Clock.systemUTC());
    }

    Moment(Clock clock) {
        this.clock = clock;
    }

    /** For example {@code 2026-01-31 09:00:00}. */
    static String text(Instant time) {
        return TIME.format(time);
    }

    @Override
    public Instant convert(String text) {
        Matcher ago = AGO.matcher(text);
        try {
            if (ago.matches()) {
                Duration unit = UNITS.getOrDefault(ago.group(2), Duration.ZERO);
                return clock.instant().minus(unit.multipliedBy(Long.parseLong(ago.group(1))));
            }
            if (text.endsWith("Z")) {
                return Instant.parse(text);
            }
            if (text.length() == "2026-01-31".length()) {
                return LocalDate.parse(text).atStartOfDay(HERE).toInstant();
            }
            return LocalDateTime.parse(text.replace(' ', 'T')).atZone(HERE).toInstant();
        } catch (DateTimeException e) {
            throw new TypeConversionException("'" + text
                    + "' is no time; write 2026-01-31, '2026-01-31 09:00', 2026-01-31T09:00:00Z, or 30m, 2h, 7d for so"
                    + " long ago");
        }
    }
}
