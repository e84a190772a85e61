package io.millrace.local.cli;

import org.eclipse.jgit.lib.Config;
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
        return nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return nothing(parent, fs);
    }

    private static FileBasedConfig nothing(Config parent, FS fs) {
        return new FileBasedConfig(parent, null, fs) {
            @Override
            public void load() {}

            @Override
            public void save() {}

            @Override
            public boolean isOutdated() {
                return false;
            }
        };
    }
}
