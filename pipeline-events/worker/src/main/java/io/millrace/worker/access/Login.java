package io.millrace.worker.access;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * Who this worker is to the broker, as far as its own settings tell.
 *
 * @param principal as an ACL names it, or what stands for it where only the broker knows
 * @param how       protocol and mechanism, such as {@code SASL_SSL with SCRAM-SHA-512}
 * @param servers   where it logs in
 */
public record Login(String principal, String how, String servers) {

    /** @param kafka settings of any client */
    public static Login of(Map<String, Object> kafka) {
        // Read by Kafka's own reader, which knows the defaults and looks up what lies in files.
        Map<String, ?> settings = new AdminClientConfig(kafka).values();
        SecurityProtocol protocol =
                SecurityProtocol.forName(String.valueOf(settings.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG)));
        return new Login(
                principal(protocol, settings),
                protocol + mechanism(protocol, settings),
                String.valueOf(kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG)));
    }

    private static String principal(SecurityProtocol protocol, Map<String, ?> settings) {
        return switch (protocol) {
            case PLAINTEXT -> "User:ANONYMOUS";
            case SSL -> {
                Object certificate = settings.get(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG);
                yield certificate == null ? "User:ANONYMOUS" : "the owner of the certificate in " + certificate;
            }
            case SASL_PLAINTEXT, SASL_SSL ->
                userName(settings).map(name -> "User:" + name).orElse("the owner of the token");
        };
    }

    private static String mechanism(SecurityProtocol protocol, Map<String, ?> settings) {
        return switch (protocol) {
            case PLAINTEXT, SSL -> "";
            case SASL_PLAINTEXT, SASL_SSL -> " with " + settings.get(SaslConfigs.SASL_MECHANISM);
        };
    }

    private static Optional<String> userName(Map<String, ?> settings) {
        return JaasContext.loadClientContext(settings).configurationEntries().stream()
                .flatMap(entry -> Optional.ofNullable(entry.getOptions().get("username")).stream())
                .map(String::valueOf)
                .findFirst();
    }

    @Override
    public String toString() {
        return principal + " (" + how + ")";
    }
}
