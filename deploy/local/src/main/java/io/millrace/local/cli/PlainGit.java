package io.millrace.local.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/** Git without the settings of this machine and its user: what they say of line ends or signing is not meant for us. */
final class PlainGit extends SystemReader.Delegate {
    private PlainGit(SystemReader reader) {
        super(reader);
    }

    static void use() {
        if (!(SystemReader.getInstance() instanceof PlainGit)) {
            SystemReader.setInstance(new PlainGit(SystemReader.getInstance()));
        }
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    private static final class Nothing extends FileBasedConfig {
        private static final Duration COARSEST = Duration.ofSeconds(2);

        Nothing(Config parent, FS fs) {
            super(parent, null, fs);
        }

        /** JGit would spend seconds on measuring how exact the disk's clock is; it may as well expect the worst. */
        @Override
        public long getTimeUnit(String section, String subsection, String name, long otherwise, TimeUnit unit) {
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
