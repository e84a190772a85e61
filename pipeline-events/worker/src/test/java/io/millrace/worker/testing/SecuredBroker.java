package io.millrace.worker.testing;

import io.smallrye.reactive.messaging.kafka.companion.test.EmbeddedKafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.security.plain.internals.PlainSaslServerProvider;
import org.apache.kafka.common.security.scram.internals.ScramSaslClientProvider;
import org.apache.kafka.common.security.scram.internals.ScramSaslServerProvider;
import org.apache.kafka.common.utils.Utils;

/**
 * A real broker in the test's JVM whose authorizer denies what is not granted. Those under test come in through TLS, with
 * a password or a certificate; the test itself has a door without a lock, behind which everything is allowed.
 */
public final class SecuredBroker implements AutoCloseable {
    private static final String USERS_DOOR = "SASL_SSL";
    private static final String CERTIFICATES_DOOR = "SSL";

    private final Path folder;
    private final Certificates certificates;
    private final int usersPort = FreePort.find();
    private final int certificatesPort = FreePort.find();
    private final EmbeddedKafkaBroker broker;

    public SecuredBroker() {
        forgetEarlierOnes();
        try {
            folder = Files.createTempDirectory("millrace-secured-broker");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        certificates = new Certificates(folder);
        certificates.key("broker");
        certificates.certificate("broker");
        certificates.key("client");
        certificates.certificate("client");
        broker = OpenBroker.make().withAdditionalProperties(this::secure);
        broker.start();
    }

    /**
     * Kafka registers its SASL mechanisms once in a JVM. Of those that an application before this one has registered, the
     * classes are others than ours, although their names are the same.
     */
    private static void forgetEarlierOnes() {
        for (Provider provider : Security.getProviders()) {
            if (provider.getClass().getName().startsWith("org.apache.kafka.")) {
                Security.removeProvider(provider.getName());
            }
        }
        ScramSaslClientProvider.initialize();
        ScramSaslServerProvider.initialize();
        PlainSaslServerProvider.initialize();
    }

    private void secure(Properties settings) {
        String doors =
                USERS_DOOR + "://localhost:" + usersPort + "," + CERTIFICATES_DOOR + "://localhost:" + certificatesPort;
        int plain = FreePort.find();
        String controller = List.of(settings.getProperty("listeners").split(",")).stream()
                .filter(listener -> listener.startsWith("CONTROLLER"))
                .findFirst()
                .orElseThrow();
        settings.putAll(Map.of(
                "listeners", controller + ",PLAINTEXT://localhost:" + plain + "," + doors,
                "advertised.listeners", "PLAINTEXT://localhost:" + plain + "," + doors,
                "listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,SSL:SSL",
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "super.users", "User:ANONYMOUS",
                "auto.create.topics.enable", "false",
                // As the local stack's broker has it.
                "group.min.session.timeout.ms", "1000"));
        settings.putAll(
                Map.of(
                        "ssl.keystore.location", folder.resolve("broker.p12").toString(),
                        "ssl.keystore.password", Certificates.PASSWORD,
                        "ssl.truststore.type", "PEM",
                        "ssl.truststore.location", folder.resolve("client.pem").toString(),
                        "listener.name.ssl.ssl.client.auth", "required",
                        "ssl.principal.mapping.rules", "RULE:^CN=(.*)$/$1/",
                        "sasl.enabled.mechanisms", "SCRAM-SHA-512,PLAIN",
                        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
                        "listener.name.sasl_ssl.plain.sasl.jaas.config",
                                "org.apache.kafka.common.security.plain.PlainLoginModule required user_trainer=\"plain-secret\";"));
    }

    /** Where whoever comes may do everything. */
    public String servers() {
        return List.of(broker.getAdvertisedListeners().split(",")).stream()
                .filter(listener -> listener.startsWith("PLAINTEXT"))
                .findFirst()
                .orElseThrow();
    }

    public Path folder() {
        return folder;
    }

    /** Settings of a client that logs in with SCRAM. */
    public Map<String, String> user(String name, String password) {
        return sasl(
                "SCRAM-SHA-512",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + name + "\" password=\""
                        + password + "\";");
    }

    /** Settings of a client that logs in as {@code trainer} with SASL/PLAIN. */
    public Map<String, String> plainPassword() {
        return sasl(
                "PLAIN",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"trainer\""
                        + " password=\"plain-secret\";");
    }

    private Map<String, String> sasl(String mechanism, String jaas) {
        var settings = new HashMap<>(trusting("broker", USERS_DOOR, usersPort));
        settings.put("sasl.mechanism", mechanism);
        settings.put("sasl.jaas.config", jaas);
        return settings;
    }

    /** Settings of a client that shows a certificate, whose owner is {@code client}. */
    public Map<String, String> certificate() {
        var settings = new HashMap<>(trusting("broker", CERTIFICATES_DOOR, certificatesPort));
        settings.put("ssl.keystore.location", folder.resolve("client.p12").toString());
        settings.put("ssl.keystore.password", Certificates.PASSWORD);
        return settings;
    }

    private Map<String, String> trusting(String issuer, String door, int port) {
        return Map.of(
                "bootstrap.servers",
                "localhost:" + port,
                "security.protocol",
                door,
                "ssl.truststore.type",
                "PEM",
                "ssl.truststore.location",
                folder.resolve(issuer + ".pem").toString());
    }

    @Override
    public void close() {
        broker.close();
        try {
            Utils.delete(folder.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
