package io.millrace.builder.git;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the machine's own Git settings out: a user's {@code ~/.gitconfig} may rewrite addresses, trust other
 * certificates or name programs to run. Git's library neither reads nor writes such files from here on.
 */
final class Isolation extends SystemReader.Delegate {
    static {
        SystemReader.setInstance(new Isolation(SystemReader.getInstance()));
    }

    private Isolation(SystemReader real) {
        super(real);
    }

    /** A new repository that has nothing of its own: no hooks, no work tree, no settings but ours. */
    static GuardedRepository bareRepository(Path folder) throws IOException {
        var repository = new GuardedRepository(
                new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().setup());
        repository.create(true);
        // A redirect may lead to where we would not have gone; the address to use is told instead.
        repository.getConfig().setString("http", null, "followRedirects", "false");
        repository.getConfig().save();
        return repository;
    }

    @Override
    public @Nullable String getenv(String variable) {
        return variable.startsWith("GIT_") ? null : super.getenv(variable);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new NoFile(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new NoFile(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new NoFile(parent, fs);
    }

    /** Settings that are empty and stay in memory. */
    private static final class NoFile extends FileBasedConfig {
        private static final Duration COARSEST = Duration.ofSeconds(2);

        NoFile(Config parent, FS fs) {
            super(parent, null, fs);
        }

        /** Git's library would spend seconds on measuring how exact the disk's clock is; it may expect the worst. */
        @Override
        public long getTimeUnit(
                String section, @Nullable String subsection, String name, long otherwise, TimeUnit unit) {
            return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
                    ? unit.convert(COARSEST)
                    : super.getTimeUnit(section, subsection, name, otherwise, unit);
        }

        @Override
        public void load() {}

        @Override
        public void save() {}

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
