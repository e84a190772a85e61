package io.millrace.builder.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Finds out who sent a request; nobody is let in unless it is configured who may. */
final class Authenticator {
    private static final String SCHEME = "bearer ";
    private static final String CHALLENGE = "WWW-Authenticate";
    private static final String REALM = "Bearer realm=\"millrace\"";

    private final ApiKeys keys;
    private final Optional<OidcTokens> tokens;

    Authenticator(ApiKeys keys, Optional<OidcTokens> tokens) {
        this.keys = keys;
        this.tokens = tokens;
    }

    /** Whether finding out may wait for somebody else: for the keys of whoever issues tokens. */
    boolean mayWait(Optional<String> authorization) {
        return tokens.isPresent()
                && authorization.filter(header -> !isKey(token(header))).isPresent();
    }

    /**
     * @param authorization the header of that name
     * @throws Refused if nobody knows
     */
    Caller caller(Optional<String> authorization) {
        if (keys.isEmpty() && tokens.isEmpty()) {
            throw new Refused(
                    Refusal.NOT_CONFIGURED,
                    "nobody may register models over HTTP here",
                    "make a key with ./millrace api-key, and set builder.http.keys as it says");
        }
        String token = token(authorization.orElse(""));
        if (token.isEmpty()) {
            throw new Refused(
                    Refusal.NO_CREDENTIALS,
                    authorization.isPresent()
                            ? "the header Authorization is not of the kind Bearer"
                            : "the header Authorization is missing",
                    "send Authorization: Bearer and " + wanted(),
                    Map.of(CHALLENGE, REALM));
        }
        if (isKey(token) || tokens.isEmpty()) {
            return keys.find(token)
                    .orElseThrow(() -> bad(
                            "the API key is not known here",
                            "see that it is whole, from mr_ to its end, and that its hash is among those of"
                                    + " builder.http.keys; ./millrace api-key makes one"));
        }
        return tokens.get().caller(token);
    }

    private String wanted() {
        return tokens.isPresent() ? "an API key, mr_…, or a token of the issuer" : "an API key, mr_…";
    }

    private static boolean isKey(String token) {
        return token.startsWith(ApiKeys.PREFIX);
    }

    /** Empty if the header has none. */
    private static String token(String header) {
        return header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                ? header.substring(SCHEME.length()).strip()
                : "";
    }

    static Refused bad(String detail, String remedy) {
        return new Refused(
                Refusal.BAD_CREDENTIALS, detail, remedy, Map.of(CHALLENGE, REALM + ", error=\"invalid_token\""));
    }
}
