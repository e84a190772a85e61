package io.millrace.spec;

import io.millrace.events.ModelName;
import io.millrace.events.PipelineSpec;
import io.millrace.events.PipelineSpec.Build;
import io.millrace.events.PipelineSpec.Concurrency;
import io.millrace.events.PipelineSpec.Deploy;
import io.millrace.events.PipelineSpec.Evaluate;
import io.millrace.events.PipelineSpec.Train;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code millrace.yaml}. Never throws: what is wrong with the text is its answer. */
public final class SpecReader {
    private static final Map<String, Concurrency> CONCURRENCIES = Map.of(
            "queue", Concurrency.QUEUE,
            "cancel-in-progress", Concurrency.CANCEL_IN_PROGRESS,
            "parallel", Concurrency.PARALLEL);
    private static final Pattern HEALTH = Pattern.compile("/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%/?-]{0,199}");
    private static final List<String> EVERYTHING = List.of("**");
    private static final int MAX_OWNER_CHARS = 200;

    private SpecReader() {}

    /** @param yaml the file's text, from anybody */
    public static SpecResult read(String yaml) {
        var problems = new Problems();
        Optional<PipelineSpec> spec = new YamlText(yaml, problems)
                .compose()
                .flatMap(root -> Field.root(root, problems).section())
                .flatMap(SpecReader::pipeline);
        return spec.isPresent() && problems.isEmpty()
                ? new SpecResult.Valid(spec.get())
                : new SpecResult.Invalid(problems.inOrder());
    }

    /** Empty without a model's name, which is a problem told; all else has something to stand in for it. */
    private static Optional<PipelineSpec> pipeline(Section file) {
        constant(file, "apiVersion", "millrace.io/v1");
        constant(file, "kind", "ModelPipeline");
        Optional<ModelName> model = file.require("model", "add the model's name, for example 'model: digits'")
                .flatMap(SpecReader::modelName);
        Optional<String> owner = file.find("owner").flatMap(SpecReader::owner);
        Concurrency concurrency =
                file.find("concurrency").flatMap(SpecReader::concurrency).orElse(Concurrency.QUEUE);
        Build build = file.find("build")
                .flatMap(Field::section)
                .map(SpecReader::build)
                .orElse(new Build("scratch", EVERYTHING));
        Optional<Train> train = file.find("train").flatMap(Field::section).map(SpecReader::train);
        Optional<Evaluate> evaluate =
                file.find("evaluate").flatMap(Field::section).map(SpecReader::evaluate);
        Optional<Deploy> deploy = file.find("deploy").flatMap(Field::section).map(SpecReader::deploy);
        file.close();
        return model.map(name -> new PipelineSpec(name, owner, concurrency, build, train, evaluate, deploy));
    }

    private static void constant(Section file, String key, String value) {
        file.require(key, "add '" + key + ": " + value + "'")
                .ifPresent(field -> field.text(value::equals, "a value that this release reads", "write " + value));
    }

    private static Optional<ModelName> modelName(Field field) {
        return field.text(
                        ModelName::isValid,
                        "a model name",
                        "use 1 to 40 characters of a-z, 0-9 and '-', not starting or ending with '-'")
                .map(ModelName::new);
    }

    private static Optional<String> owner(Field field) {
        return field.text(
                owner -> !owner.isBlank() && owner.length() <= MAX_OWNER_CHARS,
                "an owner",
                "name who answers for the model in at most " + MAX_OWNER_CHARS + " characters, or leave it out");
    }

    private static Optional<Concurrency> concurrency(Field field) {
        return field.text(
                        CONCURRENCIES::containsKey,
                        "a concurrency",
                        "write queue, cancel-in-progress or parallel, or leave it out: versions go one after the other")
                .map(CONCURRENCIES::get);
    }

    private static Build build(Section section) {
        String base = section.find("base").flatMap(SpecReader::base).orElse("scratch");
        List<String> include =
                section.find("include").flatMap(SpecReader::include).orElse(EVERYTHING);
        section.close();
        return new Build(base, include);
    }

    private static Optional<String> base(Field field) {
        return field.text(
                base -> BaseImage.SHAPE.matcher(base).matches(),
                "an image",
                "write scratch, or registry/repository with a tag or digest, for example python:3.12-slim");
    }

    private static Optional<List<String>> include(Field field) {
        String remedy = "write a list of patterns, for example [\"*.py\", \"data/**\"], or leave it out for everything";
        Optional<List<String>> globs = field.list(SpecReader::glob, remedy);
        if (globs.filter(List::isEmpty).isPresent()) {
            field.refuse("the list leaves nothing for the image; " + remedy);
        }
        return globs;
    }

    private static Optional<String> glob(Field item) {
        Optional<String> glob = item.text();
        glob.flatMap(Glob::flawIn).ifPresent(flaw -> item.refuse(item.told() + " " + flaw));
        return glob;
    }

    private static Train train(Section section) {
        var what = Workload.read(section);
        var how = Attempts.read(section);
        section.close();
        return new Train(what.command(), how.parameters(), what.env(), what.resources(), how.timeout(), how.retries());
    }

    private static Evaluate evaluate(Section section) {
        var what = Workload.read(section);
        var how = Attempts.read(section);
        var gates = section.find("gates").flatMap(Gates::read).orElse(List.of());
        section.close();
        return new Evaluate(
                what.command(), how.parameters(), what.env(), what.resources(), how.timeout(), how.retries(), gates);
    }

    private static Deploy deploy(Section section) {
        var what = Workload.read(section);
        String health = section.find("health").flatMap(SpecReader::health).orElse("/healthz");
        Duration startTimeout =
                section.find("startTimeout").flatMap(Attempts::duration).orElse(Duration.ofSeconds(60));
        boolean allowUnjudged =
                section.find("allowUnjudged").flatMap(Field::flag).orElse(false);
        boolean allowWarning = section.find("allowWarning").flatMap(Field::flag).orElse(false);
        section.close();
        return new Deploy(
                what.command(), what.env(), what.resources(), health, startTimeout, allowUnjudged, allowWarning);
    }

    private static Optional<String> health(Field field) {
        return field.text(
                path -> HEALTH.matcher(path).matches(),
                "a path",
                "write the path that answers 2xx once the server can serve, for example /healthz");
    }
}
