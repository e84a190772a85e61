package io.millrace.monitor.sink;

import java.net.URI;
import java.util.Map;

/** What is posted to a sink. Its address and headers may hold secrets. */
public record Request(URI address, Map<String, String> headers, byte[] body) {

    /** The address so far as it may be told. */
    public String host() {
        return address.getScheme() + "://" + address.getAuthority();
    }

    @Override
    public String toString() {
        return body.length + " bytes for " + host();
    }
}
