package io.millrace.builder.dialect;

import io.millrace.builder.dialect.RegistryNews.What;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** MLflow's model registry: signs as Standard Webhooks does, under other names and with the secret's own text. */
final class MLflow implements Dialect {
    private static final String ID = "X-MLflow-Delivery-Id";
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    @Override
    public String name() {
        return "mlflow";
    }

    @Override
    public boolean isGit() {
        return false;
    }

    @Override
    public List<Proof> proofs(Headers headers) {
        return List.of(Proof.TimedSignature.of(
                Proof.TimedSignature.Keys.TEXT,
                Expected.event(headers, ID, this),
                Expected.event(headers, "X-MLflow-Timestamp", this),
                Expected.signature(headers, "X-MLflow-Signature")));
    }

    @Override
    public Optional<String> deliveryId(Headers headers) {
        return headers.find(ID);
    }

    @Override
    public Message read(Headers headers, byte[] body) {
        var event = Payload.read(body, Event.class);
        return switch (event.entity() + "." + event.action()) {
            case "model_version.created" ->
                Payload.read(body, Created.class).data().told(new What.Created());
            case "model_version_alias.created" ->
                Payload.read(body, AliasSet.class).data().told();
            case "model_version_tag.set" ->
                Payload.read(body, TagSet.class).data().told();
            case String other -> new Message.Other(other);
        };
    }

    private static Message told(String name, String version, What what) {
        if (!NUMBER.matcher(version).matches()) {
            throw Payload.malformed("field 'data.version' is not a version's number");
        }
        return new Message.Told(new RegistryNews(name, Long.parseLong(version), what));
    }

    private record Event(String entity, String action) {}

    private record Created(OfVersion data) {}

    private record OfVersion(String name, String version) {
        Message told(What what) {
            return MLflow.told(name, version, what);
        }
    }

    private record AliasSet(OfAlias data) {}

    private record OfAlias(String name, String version, String alias) {
        Message told() {
            return MLflow.told(name, version, new What.AliasSet(alias));
        }
    }

    private record TagSet(OfTag data) {}

    private record OfTag(String name, String version, String key) {
        Message told() {
            return MLflow.told(name, version, new What.TagSet(key));
        }
    }
}
