package io.millrace.builder.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What holds for every kind of host. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class DialectContract {
    static final int TEN_MEGABYTES = 10_000_000;

    final Dialect dialect;

    DialectContract(String name) {
        this.dialect = Dialect.all().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A push with this body, signed. */
    abstract Sent push(byte[] body, String secret);

    /** The secret that is right. */
    abstract String secret();

    /** Another one of the same form. */
    abstract String otherSecret();

    /** Without one of these nobody knows who sent a delivery. */
    abstract List<String> signatureHeaders();

    abstract byte[] example();

    Sent push() {
        return push(example(), secret());
    }

    boolean proved(Sent sent, String secret) {
        return dialect.proofs(sent).stream().anyMatch(proof -> proof.holds(sent.body(), new Secret(secret)));
    }

    Refusal refusal(Sent sent) {
        return catchThrowableOfType(DeliveryRefused.class, () -> {
                    dialect.proofs(sent);
                    dialect.read(sent, sent.body());
                })
                .refusal();
    }

    List<Push> pushes(byte[] body) {
        return ((Message.Pushed) dialect.read(push(body, secret()), body)).pushes();
    }

    List<Push> pushes(String body) {
        return pushes(body.getBytes(StandardCharsets.UTF_8));
    }

    String exampleText() {
        return new String(example(), StandardCharsets.UTF_8);
    }

    @Test
    void knows_what_is_signed_with_the_secret() {
        assertThat(proved(push(), secret())).isTrue();
    }

    @Test
    void does_not_know_what_is_signed_with_another_secret() {
        assertThat(proved(push(), otherSecret())).isFalse();
    }

    @Test
    void does_not_know_a_body_of_which_a_bit_was_changed() {
        byte[] tampered = example();
        tampered[tampered.length / 2] ^= 1;

        assertThat(proved(push().with(tampered), secret())).isFalse();
    }

    @Test
    void does_not_know_a_body_that_only_means_the_same() {
        byte[] reformatted = exampleText().replace(": ", ":").getBytes(StandardCharsets.UTF_8);

        assertThat(proved(push().with(reformatted), secret())).isFalse();
    }

    @Test
    void refuses_what_is_not_signed() {
        for (String header : signatureHeaders()) {
            assertThat(refusal(push().without(header))).as(header).isEqualTo(Refusal.UNSIGNED);
        }
    }

    @Test
    void takes_an_empty_signature_for_none() {
        for (String header : signatureHeaders()) {
            assertThat(refusal(push().with(header, ""))).as(header).isEqualTo(Refusal.UNSIGNED);
        }
    }

    @Test
    void finds_headers_whatever_the_case_of_their_letters() {
        Sent sent = push();
        var shouted = new Sent(
                sent.headers().entrySet().stream()
                        .collect(Collectors.toMap(
                                header -> header.getKey().toUpperCase(Locale.ROOT), Map.Entry::getValue)),
                sent.body());

        assertThat(proved(shouted, secret())).isTrue();
    }

    @Test
    void checks_ten_megabytes() {
        byte[] large = new byte[TEN_MEGABYTES];
        Arrays.fill(large, (byte) ' ');

        assertThat(proved(push(large, secret()), secret())).isTrue();
    }

    @Test
    void reads_a_push_out_of_ten_megabytes() {
        byte[] large = Arrays.copyOf(example(), TEN_MEGABYTES);
        Arrays.fill(large, example().length, large.length, (byte) ' ');

        assertThat(pushes(large)).isEqualTo(pushes(example()));
    }

    @Test
    void tells_deliveries_apart() {
        assertThat(dialect.deliveryId(push())).isPresent();
    }

    @Test
    void refuses_what_is_not_its_JSON() {
        for (String body : List.of("", "not JSON", "[]", "{}", "null", "{\"ref\": 7}", "[".repeat(2000))) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

            assertThat(refusal(push(bytes, secret()))).as(body).isEqualTo(Refusal.MALFORMED);
        }
    }

    @Test
    void refuses_ids_that_are_none() {
        String after = pushes(example()).getFirst().after();

        for (String id : List.of("main", "--upload-pack=x", after.substring(1), after + "0", "")) {
            byte[] body = exampleText().replace(after, id).getBytes(StandardCharsets.UTF_8);

            assertThat(refusal(push(body, secret()))).as(id).isEqualTo(Refusal.MALFORMED);
        }
    }
}
