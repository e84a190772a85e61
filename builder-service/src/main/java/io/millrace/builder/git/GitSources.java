package io.millrace.builder.git;

import io.millrace.builder.BuilderConfig;
import io.millrace.builder.source.Commit;
import io.millrace.builder.source.GitUrl;
import io.millrace.builder.source.Hosts;
import io.millrace.builder.source.Sources;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Commits of Git repositories, over the schemes that a {@link GitUrl} lets pass. */
@ApplicationScoped
class GitSources implements Sources {
    private final BuilderConfig.Git config;
    private final Hosts hosts;

    GitSources(BuilderConfig config, Hosts hosts) {
        this.config = config.git();
        this.hosts = hosts;
    }

    @Override
    public Commit fetch(GitUrl url, Optional<String> revision, Path folder) throws IOException, InterruptedException {
        requirePublicHost(url);
        GuardedRepository repository = Isolation.bareRepository(folder.resolve("git"));
        boolean fetched = false;
        try {
            Path emptyHome = Files.createDirectories(folder.resolve("ssh"));
            var fetch = new Fetch(repository, url, config, emptyHome);
            String id = Interruptible.within(config.timeout(), () -> fetch.commit(revision));
            fetched = true;
            return new GitCommit(repository, id, url);
        } finally {
            if (!fetched) {
                repository.close();
            }
        }
    }

    private void requirePublicHost(GitUrl url) {
        if (config.allowPrivateHosts() || url.host().isEmpty()) {
            return;
        }
        try {
            hosts.requirePublic(
                    url.host().get(),
                    "source.url",
                    "use a public address, or let the operator set builder.git.allow-private-hosts=true");
        } catch (UnknownHostException e) {
            throw GitFailures.unreachable(url, "its host is not known", e);
        }
    }
}
