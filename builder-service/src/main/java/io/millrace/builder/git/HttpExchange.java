package io.millrace.builder.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URL;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;
import org.eclipse.jgit.util.HttpSupport;
import org.jspecify.annotations.Nullable;

/** The HTTP connections of one fetch: within its allowance, and remembering how the server answered last. */
final class HttpExchange implements HttpConnectionFactory {
    private final Allowance allowance;
    private volatile int status;
    private volatile Optional<String> location = Optional.empty();
    private volatile Optional<String> asked = Optional.empty();
    private volatile Optional<String> elsewhere = Optional.empty();

    HttpExchange(Allowance allowance) {
        this.allowance = allowance;
    }

    /** Of the latest answer; 0 before the first. */
    int status() {
        return status;
    }

    /** Where the latest answer pointed to instead. */
    Optional<String> location() {
        return location;
    }

    /** Where a server that was asked wanted us to go on, by whatever means but a redirect. */
    Optional<String> elsewhere() {
        return elsewhere;
    }

    /** A repository of plain files may name others that it takes its objects from, on any server. */
    private void requireSameServer(URL url) throws IOException {
        String server = url.getProtocol() + "://" + url.getAuthority();
        if (asked.isEmpty()) {
            asked = Optional.of(server);
        } else if (!asked.get().equals(server)) {
            elsewhere = Optional.of(url.toString());
            throw new IOException("sent elsewhere");
        }
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        requireSameServer(url);
        return new Bounded(url);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
        requireSameServer(url);
        return new Bounded(url, proxy);
    }

    private final class Bounded extends JDKHttpConnection {
        Bounded(URL url) throws IOException {
            super(url);
        }

        Bounded(URL url, Proxy proxy) throws IOException {
            super(url, proxy);
        }

        @Override
        public int getResponseCode() throws IOException {
            status = super.getResponseCode();
            location = Optional.ofNullable(getHeaderField("Location"));
            return status;
        }

        /** Unpacked here, so that what is counted is what is to be held. */
        @Override
        public InputStream getInputStream() throws IOException {
            InputStream answer = super.getInputStream();
            String encoding = super.getHeaderField(HttpSupport.HDR_CONTENT_ENCODING);
            boolean packed = HttpSupport.ENCODING_GZIP.equals(encoding) || HttpSupport.ENCODING_X_GZIP.equals(encoding);
            return allowance.bound(packed ? new GZIPInputStream(answer) : answer);
        }

        @Override
        public @Nullable String getHeaderField(String name) {
            return name.equalsIgnoreCase(HttpSupport.HDR_CONTENT_ENCODING) ? null : super.getHeaderField(name);
        }
    }
}
