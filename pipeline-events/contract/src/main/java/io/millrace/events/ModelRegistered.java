package io.millrace.events;

import java.util.Map;
import java.util.Optional;

/**
 * Somebody wants this version of a model in production. Starts a run; the only event that comes from outside.
 *
 * @param version    absent: the resolved commit's short hash
 * @param parameters override those of the spec's {@code train} section; the result stands in the spec that later
 *                   events carry
 */
public record ModelRegistered(
        ModelName model, Optional<Version> version, Source source, Optional<Map<String, Object>> parameters)
        implements PipelineEvent {
    public ModelRegistered {
        parameters = parameters.map(Parameters::copyOf);
    }

    @Override
    public String key() {
        return model.value();
    }

    @Override
    public Optional<RunRef> runRef() {
        return Optional.empty();
    }

    @Override
    public String subject() {
        return version.map(known -> model + "/" + known).orElse(model.value());
    }
}
