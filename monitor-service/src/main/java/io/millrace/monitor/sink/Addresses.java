package io.millrace.monitor.sink;

import java.net.URI;
import java.net.URISyntaxException;

/** Addresses that requests may go to. */
public final class Addresses {
    private Addresses() {}

    /**
     * @param what names where the text comes from
     * @throws IllegalArgumentException naming {@code what}; does not tell the text, which may be a secret
     */
    public static URI read(String what, String text) {
        try {
            return require(what, new URI(text));
        } catch (URISyntaxException e) {
            // Without its cause, which quotes the text.
            throw new IllegalArgumentException(what + " is not an address, expected http:// or https://");
        }
    }

    /** @throws IllegalArgumentException naming {@code what} and the reason */
    public static URI require(String what, URI address) {
        String scheme = address.getScheme();
        if (address.getHost() == null || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
            throw new IllegalArgumentException(what + " must start with http:// or https:// and a host's name");
        }
        if (address.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    what + " holds a user's name or password, which end up in logs; put them into the secret-file");
        }
        return address;
    }
}
