package io.millrace.builder.git;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.UploadPack;

/** A Git server over SSH on this machine, which lets one key in. */
final class SshUpstream implements AutoCloseable {
    private final Path repository;
    private final SshServer server = SshServer.setUpDefaultServer();
    private final KeyPair hostKey = newKey();
    private final KeyPair clientKey = newKey();

    SshUpstream(Path repository) throws IOException, GeneralSecurityException {
        this.repository = repository;
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
        server.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(key, clientKey.getPublic()));
        server.setCommandFactory((channel, command) -> new Upload(command));
        server.start();
    }

    String url() {
        return "ssh://git@127.0.0.1:" + server.getPort() + "/model.git";
    }

    /** A file with the key that is let in. */
    Path key(Path folder) throws IOException, GeneralSecurityException {
        return write(folder, clientKey);
    }

    /** A file with a key that is not. */
    Path strangersKey(Path folder) throws IOException, GeneralSecurityException {
        return write(folder, newKey());
    }

    Path knownHosts(Path folder) throws IOException {
        return knownHosts(folder, hostKey);
    }

    /** As if somebody else answered in this server's place. */
    Path otherKnownHosts(Path folder) throws IOException, GeneralSecurityException {
        return knownHosts(folder, newKey());
    }

    private Path knownHosts(Path folder, KeyPair key) throws IOException {
        String entry = "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(key.getPublic()) + "\n";
        return Files.writeString(folder.resolve("known_hosts"), entry);
    }

    private static Path write(Path folder, KeyPair pair) throws IOException, GeneralSecurityException {
        Path file = folder.resolve("key");
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "builder", null, out);
        }
        return file;
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        return KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    private final class Upload extends AbstractCommandSupport {
        Upload(String command) {
            super(command, null);
        }

        @Override
        public void run() {
            boolean known = getCommand().equals("git-upload-pack '/model.git'");
            try (Repository opened = new FileRepositoryBuilder()
                            .setGitDir(repository.resolve(".git").toFile())
                            .build();
                    var pack = new UploadPack(opened)) {
                if (known) {
                    pack.upload(getInputStream(), getOutputStream(), getErrorStream());
                }
                onExit(known ? 0 : 127);
            } catch (IOException e) {
                onExit(1, e.getMessage());
            }
        }
    }
}
