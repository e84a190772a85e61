package io.millrace.builder;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who registers models over HTTP, under {@code builder.http.*}. Without a key and without OIDC, everything is refused. */
@ConfigMapping(prefix = "builder.http")
public interface HttpConfig {

    /** API keys, by a name of your own that logs and answers say, for example {@code ci}. */
    Map<String, Key> keys();

    /** Tokens of an OpenID Connect issuer that are taken besides keys. Unset: none are. */
    Optional<Oidc> oidc();

    Rate rate();

    /** How long a sender may take for its body. */
    @WithDefault("PT10S")
    Duration receiveWithin();

    /** How long the broker may take to acknowledge; then the answer is 503. */
    @WithDefault("PT4S")
    Duration acknowledgeWithin();

    /** A key that {@code millrace api-key} made. */
    interface Key {

        /**
         * SHA-256 of the key in hexadecimal digits, never the key itself. Several are good at the same time, so that one
         * key can follow another.
         */
        List<String> hash();

        /** Names of the models that it registers, or patterns of them, for example {@code digits,churn-*}. */
        List<String> models();
    }

    /** Whose tokens are taken, and what they open. */
    interface Oidc {

        /** The claim {@code iss} that a token must have, exactly, for example {@code https://idp.example.org/realms/ml}. */
        String issuer();

        /** Of these, a token must have one as its {@code aud}; they name this Millrace and nothing else. */
        List<String> audience();

        /**
         * Where the issuer's public keys are, which its {@code /.well-known/openid-configuration} tells as {@code
         * jwks_uri}. With {@code https}, or on this machine.
         */
        URI jwksUri();

        /** The claim, a text or a list of texts, that says which models a token opens, for example {@code groups}. */
        String claim();

        /** By a value of that claim: the models, as for keys. */
        Map<String, List<String>> models();
    }

    /** How many registrations each key and each token's subject may send. */
    interface Rate {

        /** On average. */
        @WithDefault("60")
        int perMinute();

        /** At once; a batch may have no more events. */
        @WithDefault("100")
        int burst();
    }
}
