package io.millrace.monitor.rest;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Why a request got no answer, after RFC 9457. */
@Schema(name = "Problem")
record Problem(
        @Schema(description = "What kind of problem it is", examples = "https://millrace.io/problems/bad-parameter")
                String type,
        String title,
        int status,
        @Schema(description = "What is wrong and what to do, for a person") String detail,
        @Schema(description = "The parameter at fault") Optional<String> parameter,
        @Schema(description = "Its value, cut to 60 characters") Optional<String> value,
        @Schema(description = "What it may be, or which runs were meant") List<String> allowed) {
    static final String MEDIA_TYPE = "application/problem+json";
    private static final String TYPE_BASE = "https://millrace.io/problems/";
    private static final int VALUE_CHARS = 60;

    static Problem badParameter(String parameter, String value, List<String> allowed) {
        String cut = excerpt(value);
        String detail = "parameter '" + parameter + "' is '" + cut + "'; allowed: " + String.join(", ", allowed);
        return of("bad-parameter", "Bad parameter", 400, detail, parameter, cut, allowed);
    }

    static Problem unknownParameter(String parameter, String value, List<String> known) {
        String name = excerpt(parameter);
        String allowed = known.isEmpty() ? "none" : String.join(", ", known);
        String detail = "parameter '" + name + "' (here '" + excerpt(value) + "') does not exist; allowed: " + allowed;
        return of("unknown-parameter", "Unknown parameter", 400, detail, name, excerpt(value), known);
    }

    static Problem notFound(String parameter, String value, String hint) {
        String cut = excerpt(value);
        String detail = "no " + parameter + " '" + cut + "'; " + hint;
        return of("not-found", "Not found", 404, detail, parameter, cut, List.of());
    }

    static Problem ambiguous(String parameter, String value, List<String> candidates) {
        String cut = excerpt(value);
        String detail = "more than one " + parameter + " starts with '" + cut + "': " + String.join(", ", candidates);
        return of("ambiguous", "Ambiguous", 409, detail, parameter, cut, candidates);
    }

    /** A request that may be right, and gets no answer all the same. Its kind is its title. */
    static Problem refused(int status, String title, String detail) {
        String type = TYPE_BASE + title.toLowerCase(Locale.ROOT).replace(' ', '-');
        return new Problem(type, title, status, detail, Optional.empty(), Optional.empty(), List.of());
    }

    private static Problem of(
            String type,
            String title,
            int status,
            String detail,
            String parameter,
            String value,
            List<String> allowed) {
        return new Problem(
                TYPE_BASE + type, title, status, detail, Optional.of(parameter), Optional.of(value), allowed);
    }

    private static String excerpt(String value) {
        String clean = value.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= VALUE_CHARS ? clean : clean.substring(0, VALUE_CHARS) + "…";
    }
}
