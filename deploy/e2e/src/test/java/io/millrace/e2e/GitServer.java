package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bare repository that tells of pushes by the hook that the documentation has for Git servers of one's own. */
final class GitServer {
    private static final Pattern HOOK =
            Pattern.compile("```sh\n(#!/bin/sh\n# Tells Millrace of.*?)```", Pattern.DOTALL);

    private final Path repository;

    private GitServer(Path repository) {
        this.repository = repository;
    }

    /**
     * @param name   of the repository, as it names itself in what it tells
     * @param secret the file that it signs with
     * @param url    where it tells
     */
    static GitServer of(Path repository, String name, Path secret, String url)
            throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "init", "--bare", "--initial-branch=main", repository.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes());
        assertThat(git.waitFor()).as(said).isZero();
        Path hook = repository.resolve("hooks/post-receive");
        Files.writeString(hook, hook(name, secret, url));
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new GitServer(repository);
    }

    private static String hook(String name, Path secret, String url) throws IOException {
        String page = Files.readString(Path.of(System.getProperty("millrace.root"), "docs/webhooks.md"));
        Matcher hook = HOOK.matcher(page);
        assertThat(hook.find()).as("docs/webhooks.md has a hook").isTrue();
        return hook.group(1)
                .replaceFirst("(?m)^url=.*", Matcher.quoteReplacement("url=" + url))
                .replaceFirst("(?m)^repository=.*", Matcher.quoteReplacement("repository=" + name))
                .replaceFirst("(?m)^secret=.*", Matcher.quoteReplacement("secret=" + secret));
    }

    Path repository() {
        return repository;
    }
}
