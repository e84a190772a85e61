package io.millrace.builder.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.Proxy;
import java.net.URL;
import java.util.Optional;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.eclipse.jgit.transport.http.JDKHttpConnection;

/** The HTTP connections of one fetch: within its allowance, and remembering how the server answered last. */
final class HttpExchange implements HttpConnectionFactory {
    private final Allowance allowance;
    private volatile int status;
    private volatile Optional<String> location = Optional.empty();

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

    @Override
    public HttpConnection create(URL url) throws IOException {
        return new Bounded(url);
    }

    @Override
    public HttpConnection create(URL url, Proxy proxy) throws IOException {
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

        @Override
        public InputStream getInputStream() throws IOException {
            return allowance.bound(super.getInputStream());
        }
    }
}
