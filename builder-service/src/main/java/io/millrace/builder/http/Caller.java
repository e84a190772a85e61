package io.millrace.builder.http;

import io.millrace.builder.source.Told;
import io.millrace.events.ModelName;
import io.millrace.spec.Glob;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who sent a request.
 *
 * @param name    for people, and what rates are counted by, for example {@code key ci}
 * @param setting where it is configured which models it registers
 * @param models  those models
 */
record Caller(String name, String setting, List<Glob> models) {

    /** @throws IllegalArgumentException if one of the patterns is none; names the setting */
    static List<Glob> patterns(String setting, List<String> models) {
        try {
            return models.stream().map(String::strip).map(Glob::of).toList();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
        }
    }

    Caller with(List<Glob> more) {
        return new Caller(
                name, setting, Stream.concat(models.stream(), more.stream()).toList());
    }

    /** @throws Refused if it may not register this model */
    void requireMay(ModelName model) {
        if (models.stream().noneMatch(pattern -> pattern.matches(model.value()))) {
            throw new Refused(
                    Refusal.MODEL_NOT_ALLOWED,
                    Told.quoted(name) + " may not register model " + Told.quoted(model.value()),
                    "use credentials that may, or let the operator add the model to " + setting);
        }
    }
}
