package io.millrace.builder.webhook;

import io.millrace.builder.WebhooksConfig;
import io.millrace.builder.dialect.Push;
import io.millrace.builder.ingress.Registration;
import io.millrace.builder.source.GitUrl;
import io.millrace.builder.source.ModelFolder;
import io.millrace.builder.source.SourceRefused;
import io.millrace.builder.source.Told;
import io.millrace.events.ModelName;
import io.millrace.events.ModelRegistered;
import io.millrace.events.Source;
import io.millrace.events.Version;
import io.millrace.spec.Glob;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * Which pushes start runs of a model.
 *
 * @param host       the name of its dialect
 * @param repository as the host names it, in small letters
 * @param url        where it is fetched from
 * @param paths      empty for all
 */
record Subscription(
        ModelName model,
        String host,
        String repository,
        GitUrl url,
        ModelFolder folder,
        List<Glob> branches,
        List<Glob> tags,
        List<Glob> paths) {
    private static final URI SOURCE = URI.create("/millrace/webhooks");
    private static final String DEFAULT_BRANCH = "main";

    /** @throws IllegalArgumentException if something in it is not right */
    static Subscription of(String name, WebhooksConfig.Model config, GitUrl.Rules urls) {
        try {
            ModelFolder folder = ModelFolder.of(config.path());
            List<Glob> tags = globs(config.tags());
            List<Glob> branches = config.branches().isEmpty() && tags.isEmpty()
                    ? List.of(Glob.of(DEFAULT_BRANCH))
                    : globs(config.branches());
            List<Glob> paths = config.paths().isEmpty() && !folder.isRoot()
                    ? List.of(Glob.of(folder.resolve("**")))
                    : globs(config.paths());
            return new Subscription(
                    new ModelName(name),
                    config.host(),
                    lowerCase(config.repository().strip()),
                    GitUrl.of(config.url(), urls),
                    folder,
                    branches,
                    tags,
                    paths);
        } catch (SourceRefused | IllegalArgumentException e) {
            throw new IllegalArgumentException("millrace.webhooks.models." + name + ": " + e.getMessage(), e);
        }
    }

    private static List<Glob> globs(Optional<List<String>> patterns) {
        return patterns.orElse(List.of()).stream()
                .map(String::strip)
                .map(Glob::of)
                .toList();
    }

    /** What two models must not have in common: their runs could not be told apart. */
    String place() {
        return host + "/" + repository + (folder.isRoot() ? "" : " " + folder);
    }

    boolean isOf(Push push) {
        return repository.equals(lowerCase(push.repository()));
    }

    /** Why a push to its repository starts no run of this model; empty if it does. */
    Optional<String> objection(Push push) {
        if (push.isDeletion()) {
            return Optional.of(Told.quoted(push.ref()) + " was deleted");
        }
        if (push.isTrial()) {
            return Optional.of("nothing was pushed: this is a trial");
        }
        if (push.branch().isPresent()) {
            return unlessMatched("branch", push.branch().get(), branches).or(() -> unlessTouched(push));
        }
        if (push.tag().isPresent()) {
            return unlessMatched("tag", push.tag().get(), tags);
        }
        return Optional.of(Told.quoted(push.ref()) + " is neither a branch nor a tag");
    }

    private Optional<String> unlessMatched(String what, String name, List<Glob> globs) {
        if (anyMatches(globs, name)) {
            return Optional.empty();
        }
        return Optional.of(what + " " + Told.quoted(name) + " is not among those of model " + model + ": "
                + (globs.isEmpty() ? "none" : told(globs)));
    }

    private Optional<String> unlessTouched(Push push) {
        return push.changed()
                .filter(this::missesAll)
                .map(changed -> "no file of model " + model + " changed: " + told(paths));
    }

    private boolean missesAll(Set<String> changed) {
        return !paths.isEmpty() && changed.stream().noneMatch(path -> anyMatches(paths, path));
    }

    private static boolean anyMatches(List<Glob> globs, String name) {
        return globs.stream().anyMatch(glob -> glob.matches(name));
    }

    private static String told(List<Glob> globs) {
        return globs.stream().map(Glob::toString).collect(Collectors.joining(", "));
    }

    /** What a push to which there is no objection makes. */
    Registration registration(Push push) {
        var source = new Source.Git(
                url.text(),
                Optional.of(push.commit()),
                Optional.of(folder.path()).filter(path -> !path.isEmpty()));
        var event = new ModelRegistered(model, push.tag().flatMap(Subscription::version), source, Optional.empty());
        return new Registration(SOURCE, id(push), event, Optional.empty());
    }

    /** A tag's name, if it can be a version's. */
    private static Optional<Version> version(String tag) {
        try {
            return Optional.of(new Version(tag));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String id(Push push) {
        // A line break can stand in none of them, so two different pushes never read the same.
        return DigestUtils.sha256Hex(
                String.join("\n", host + "/" + repository, push.ref(), push.before(), push.after(), folder.path()));
    }

    private static String lowerCase(String repository) {
        return repository.toLowerCase(Locale.ROOT);
    }
}
