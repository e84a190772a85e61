package io.millrace.builder.git;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;

/** The SSH connection of one fetch, within its allowance. */
final class SshExchange extends SshSessionFactory {
    private final SshSessionFactory sessions;
    private final Allowance allowance;

    SshExchange(SshSessionFactory sessions, Allowance allowance) {
        this.sessions = sessions;
        this.allowance = allowance;
    }

    @Override
    public RemoteSession getSession(URIish uri, CredentialsProvider credentials, FS fs, int timeoutMillis)
            throws TransportException {
        return new Bounded(sessions.getSession(uri, credentials, fs, timeoutMillis));
    }

    @Override
    public String getType() {
        return sessions.getType();
    }

    private final class Bounded implements RemoteSession {
        private final RemoteSession session;

        Bounded(RemoteSession session) {
            this.session = session;
        }

        @Override
        public Process exec(String command, int timeoutSeconds) throws IOException {
            return new BoundedProcess(session.exec(command, timeoutSeconds));
        }

        @Override
        public void disconnect() {
            session.disconnect();
        }
    }

    private final class BoundedProcess extends Process {
        private final Process process;
        private final InputStream output;

        BoundedProcess(Process process) {
            this.process = process;
            this.output = allowance.bound(process.getInputStream());
        }

        @Override
        public OutputStream getOutputStream() {
            return process.getOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return output;
        }

        @Override
        public InputStream getErrorStream() {
            return process.getErrorStream();
        }

        @Override
        public int waitFor() throws InterruptedException {
            return process.waitFor();
        }

        @Override
        public int exitValue() {
            return process.exitValue();
        }

        @Override
        public void destroy() {
            process.destroy();
        }
    }
}
