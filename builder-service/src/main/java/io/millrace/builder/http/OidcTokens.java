package io.millrace.builder.http;

import io.millrace.builder.HttpConfig;
import io.millrace.builder.source.Told;
import io.millrace.spec.Glob;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jose4j.http.Get;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

/** Tokens of one OpenID Connect issuer: signed JWTs, whose keys are fetched when they are needed and then kept a while. */
final class OidcTokens {
    private static final Logger LOG = Logger.getLogger(OidcTokens.class);
    private static final String SETTING = "builder.http.oidc";
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int MAX_JWKS_BYTES = 256 * 1024;
    private static final long KEPT_SECONDS = 3_600;
    /** A token with an unknown key asks for the keys again, but strangers must not make us ask all the time. */
    private static final long ASKED_AGAIN_AFTER_MILLIS = 10_000;

    private static final int CLOCK_SKEW_SECONDS = 30;
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final JwtConsumer consumer;
    private final URI jwksUri;
    private final String claim;
    private final Map<String, List<Glob>> models = new HashMap<>();

    /** @throws IllegalArgumentException if something in it is not right */
    OidcTokens(HttpConfig.Oidc config) {
        this.jwksUri = requireSafe(config.jwksUri());
        this.claim = config.claim();
        config.models()
                .forEach((value, patterns) ->
                        models.put(value, Caller.patterns(SETTING + ".models.\"" + value + "\"", patterns)));
        if (models.isEmpty()) {
            throw new IllegalArgumentException(SETTING + ".models is empty: no token would open anything; set "
                    + SETTING + ".models.\"<value of the claim " + claim + ">\"");
        }
        this.consumer = consumer(config, jwksUri);
    }

    private static URI requireSafe(URI uri) {
        boolean local = "http".equals(uri.getScheme()) && uri.getHost() != null && THIS_MACHINE.contains(uri.getHost());
        if (!"https".equals(uri.getScheme()) && !local) {
            throw new IllegalArgumentException(SETTING + ".jwks-uri is " + Told.quoted(uri.toString())
                    + "; keys that could be changed on the way prove nothing, use https");
        }
        return uri;
    }

    private static JwtConsumer consumer(HttpConfig.Oidc config, URI jwksUri) {
        return new JwtConsumerBuilder()
                .setExpectedIssuer(config.issuer())
                .setExpectedAudience(config.audience().toArray(String[]::new))
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
                // Neither none, nor a secret shared with the issuer: the public key would be taken for it.
                .setJwsAlgorithmConstraints(
                        ConstraintType.PERMIT,
                        AlgorithmIdentifiers.RSA_USING_SHA256,
                        AlgorithmIdentifiers.RSA_USING_SHA384,
                        AlgorithmIdentifiers.RSA_USING_SHA512,
                        AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
                        AlgorithmIdentifiers.RSA_PSS_USING_SHA384,
                        AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
                        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
                        AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
                        AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512,
                        AlgorithmIdentifiers.EDDSA)
                .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(jwks(jwksUri)))
                .build();
    }

    private static HttpsJwks jwks(URI uri) {
        var get = new Get();
        get.setConnectTimeout(TIMEOUT_MILLIS);
        get.setReadTimeout(TIMEOUT_MILLIS);
        get.setRetries(0);
        get.setResponseBodySizeLimit(MAX_JWKS_BYTES);
        var jwks = new HttpsJwks(uri.toString());
        jwks.setSimpleHttpGet(get);
        jwks.setDefaultCacheDuration(KEPT_SECONDS);
        jwks.setRetainCacheOnErrorDuration(KEPT_SECONDS);
        jwks.setRefreshReprieveThreshold(ASKED_AGAIN_AFTER_MILLIS);
        return jwks;
    }

    /**
     * May wait for the issuer's keys.
     *
     * @throws Refused if the token proves nothing, or the keys cannot be had
     */
    Caller caller(String token) {
        try {
            JwtClaims claims = consumer.processToClaims(token);
            var nothing = new Caller("subject " + claims.getSubject(), SETTING + ".models", List.of());
            return values(claims)
                    .map(value -> models.getOrDefault(value, List.of()))
                    .reduce(nothing, Caller::with, (one, other) -> one.with(other.models()));
        } catch (InvalidJwtException e) {
            throw refused(e);
        } catch (MalformedClaimException e) {
            throw Authenticator.bad("the token's claims are not what they should be", "let its issuer mend it");
        }
    }

    /** Those that are texts; nothing else can stand in the configuration. */
    private Stream<String> values(JwtClaims claims) {
        Object value = claims.getClaimValue(claim);
        Stream<?> all = value instanceof List<?> list ? list.stream() : Stream.ofNullable(value);
        return all.filter(String.class::isInstance).map(String.class::cast);
    }

    /** Only what the token says of itself and what was wrong; never the token. */
    private Refused refused(InvalidJwtException e) {
        if (causes(e).anyMatch(IOException.class::isInstance)) {
            LOG.warnf("the keys of the issuer cannot be had from %s: %s", jwksUri, e.getCause());
            return new Refused(
                    Refusal.UNAVAILABLE,
                    "the keys of the issuer cannot be had at the moment",
                    "send it again; if that does not help, let the operator see whether " + SETTING
                            + ".jwks-uri can be reached");
        }
        return Authenticator.bad(
                "the token " + flaw(e),
                "get a new token from the issuer that the operator has set, "
                        + "for the audience that the operator has set");
    }

    private static String flaw(InvalidJwtException e) {
        if (e.hasExpired()) {
            return "has expired";
        } else if (e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID) || e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
            return "is for another audience (claim aud)";
        } else if (e.hasErrorCode(ErrorCodes.ISSUER_INVALID) || e.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
            return "is of another issuer (claim iss)";
        } else if (e.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
            return "is not valid yet (claim nbf)";
        } else if (e.hasErrorCode(ErrorCodes.EXPIRATION_MISSING) || e.hasErrorCode(ErrorCodes.SUBJECT_MISSING)) {
            return "lacks one of the claims exp and sub";
        } else if (e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
            return "has a signature that is not of its issuer";
        } else if (causes(e).anyMatch(UnresolvableKeyException.class::isInstance)) {
            return "is signed with a key that its issuer does not have";
        }
        return "is not a signed JWT of a kind that is taken";
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause);
    }
}
