package io.millrace.builder.git;

import io.millrace.builder.BuilderConfig;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;

/** Who we are to SSH servers: the configured key and host keys, and nothing of the user's own {@code ~/.ssh}. */
final class SshIdentity {
    private SshIdentity() {}

    /** @param emptyFolder stands in for the user's home */
    static SshSessionFactory sessions(BuilderConfig.Ssh config, Path emptyFolder) {
        List<Path> keys = config.key().stream().toList();
        List<Path> knownHosts = config.knownHosts().stream().toList();
        return new SshdSessionFactoryBuilder()
                .setPreferredAuthentications("publickey")
                .setHomeDirectory(emptyFolder.toFile())
                .setSshDirectory(emptyFolder.toFile())
                .setConfigStoreFactory((home, file, user) -> null)
                .setDefaultIdentities(folder -> keys)
                .setDefaultKnownHostsFiles(folder -> knownHosts)
                .build(null);
    }
}
