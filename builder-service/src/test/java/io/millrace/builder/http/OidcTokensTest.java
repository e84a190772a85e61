package io.millrace.builder.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.builder.HttpConfig;
import io.millrace.events.ModelName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** With tokens that are really signed, and keys that are really fetched. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OidcTokensTest {
    private final Issuer issuer = new Issuer();
    private final OidcTokens tokens = tokens(config());

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void open_the_models_of_their_claim_and_no_other() {
        Caller caller = tokens.caller(issuer.sign(Issuer.claims()));

        assertThat(caller.name()).isEqualTo("subject repo:acme/digits");
        caller.requireMay(new ModelName("digits"));
        assertThat(catchThrowableOfType(Refused.class, () -> caller.requireMay(new ModelName("letters")))
                        .remedy())
                .endsWith("builder.http.oidc.models");
    }

    @Test
    void open_the_models_of_each_value_of_a_claim_that_has_several() {
        JwtClaims claims = Issuer.claims();
        claims.setStringListClaim("repository", "acme/letters", "acme/digits", "acme/other");

        Caller caller = tokens.caller(issuer.sign(claims));

        caller.requireMay(new ModelName("digits"));
        caller.requireMay(new ModelName("letters-two"));
    }

    @Test
    void open_nothing_with_a_claim_that_is_not_configured() {
        JwtClaims foreign = Issuer.claims();
        foreign.setStringClaim("repository", "acme/digits-fork");
        JwtClaims without = Issuer.claims();
        without.unsetClaim("repository");
        JwtClaims number = Issuer.claims();
        number.setClaim("repository", 17);

        for (JwtClaims claims : List.of(foreign, without, number)) {
            assertThat(tokens.caller(issuer.sign(claims)).models()).isEmpty();
        }
    }

    @Test
    void fetch_the_keys_once() {
        for (int i = 0; i < 3; i++) {
            tokens.caller(issuer.sign(Issuer.claims()));
        }

        assertThat(issuer.asked).hasValue(1);
    }

    static Stream<Arguments> flaws() {
        return Stream.of(
                flaw("has expired", claims -> claims.setExpirationTimeMinutesInTheFuture(-1)),
                flaw("is not valid yet (claim nbf)", claims -> claims.setNotBeforeMinutesInThePast(-5)),
                flaw("is for another audience (claim aud)", claims -> claims.setAudience("somebody-else")),
                flaw("is for another audience (claim aud)", claims -> claims.unsetClaim("aud")),
                flaw("is of another issuer (claim iss)", claims -> claims.setIssuer(Issuer.NAME + "/other")),
                flaw("lacks one of the claims exp and sub", claims -> claims.unsetClaim("exp")),
                flaw("lacks one of the claims exp and sub", claims -> claims.unsetClaim("sub")));
    }

    private static Arguments flaw(String detail, Consumer<JwtClaims> change) {
        return Arguments.of(detail, change);
    }

    @ParameterizedTest
    @MethodSource("flaws")
    void with_a_wrong_claim_are_refused(String detail, Consumer<JwtClaims> change) {
        JwtClaims claims = Issuer.claims();
        change.accept(claims);

        assertThat(refused(issuer.sign(claims)).detail()).isEqualTo("the token " + detail);
    }

    @Test
    void that_were_changed_are_refused() {
        String[] parts = issuer.sign(Issuer.claims()).split("\\.");
        String[] others = issuer.sign(withSubject("somebody else")).split("\\.");

        assertThat(refused(parts[0] + "." + others[1] + "." + parts[2]).detail())
                .isEqualTo("the token has a signature that is not of its issuer");
    }

    @Test
    void signed_by_somebody_else_under_the_name_of_the_issuers_key_are_refused() {
        assertThat(refused(Issuer.sign(Issuer.claims(), Issuer.key("first"))).detail())
                .isEqualTo("the token has a signature that is not of its issuer");
    }

    @Test
    void signed_with_an_unknown_key_are_refused_and_do_not_make_us_ask_all_the_time() {
        var strangers = new ArrayList<Refused>();
        for (int i = 0; i < 3; i++) {
            strangers.add(refused(Issuer.sign(Issuer.claims(), Issuer.key("unknown " + i))));
        }

        assertThat(strangers)
                .extracting(Refused::detail)
                .containsOnly("the token is signed with a key that its issuer does not have");
        assertThat(issuer.asked.get()).isLessThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256"})
    void signed_with_what_everybody_knows_are_refused(String algorithm) {
        assertThat(refused(issuer.forge(Issuer.claims(), algorithm)).refusal()).isEqualTo(Refusal.BAD_CREDENTIALS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b.c", "eyJhbGciOiJSUzI1NiJ9.e30.AAAA", "...."})
    void that_are_none_are_refused_and_not_repeated(String token) {
        assertThat(refused(token).detail()).doesNotContain(token);
    }

    @Test
    void are_not_refused_for_good_while_the_issuer_does_not_answer() {
        issuer.breaks();

        Refused refused = refusedWith(issuer.sign(Issuer.claims()));

        assertThat(refused.refusal()).isEqualTo(Refusal.UNAVAILABLE);
        assertThat(refused.remedy()).contains("builder.http.oidc.jwks-uri");
    }

    @Test
    void are_still_taken_with_the_keys_that_are_kept_when_the_issuer_goes_away() {
        tokens.caller(issuer.sign(Issuer.claims()));

        issuer.close();

        assertThat(tokens.caller(issuer.sign(Issuer.claims())).models()).isNotEmpty();
    }

    @Test
    void do_not_start_with_keys_that_could_be_changed_on_the_way() {
        assertThatThrownBy(() -> tokens(config("oidc.jwks-uri", "http://idp.example.org/jwks")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("builder.http.oidc.jwks-uri is 'http://idp.example.org/jwks'")
                .hasMessageContaining("use https");
    }

    private Refused refused(String token) {
        Refused refused = refusedWith(token);
        assertThat(refused.refusal()).isEqualTo(Refusal.BAD_CREDENTIALS);
        assertThat(refused.headers()).containsKey("WWW-Authenticate");
        return refused;
    }

    private Refused refusedWith(String token) {
        return catchThrowableOfType(Refused.class, () -> tokens.caller(token));
    }

    private static JwtClaims withSubject(String subject) {
        JwtClaims claims = Issuer.claims();
        claims.setSubject(subject);
        return claims;
    }

    private static OidcTokens tokens(HttpConfig config) {
        return new OidcTokens(config.oidc().orElseThrow());
    }

    /** @param more keys and values, in turn, which win */
    private HttpConfig config(String... more) {
        var all = new ArrayList<>(List.of(
                "oidc.issuer", Issuer.NAME,
                "oidc.audience", "millrace",
                "oidc.jwks-uri", issuer.jwksUri(),
                "oidc.claim", "repository",
                "oidc.models.\"acme/digits\"", "digits",
                "oidc.models.\"acme/letters\"", "letters*"));
        all.addAll(List.of(more));
        return Configured.with(all.toArray(String[]::new));
    }
}
