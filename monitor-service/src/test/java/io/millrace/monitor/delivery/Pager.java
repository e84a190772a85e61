package io.millrace.monitor.delivery;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A webhook that the monitor is configured to tell, in all tests that start it. */
public class Pager implements QuarkusTestResourceLifecycleManager {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final Recipient recipient = new Recipient();

    @Override
    public Map<String, String> start() {
        try {
            Path secret = Files.writeString(Files.createTempFile("pager", ".secret"), SECRET);
            secret.toFile().deleteOnExit();
            return Map.of(
                    "monitor.sinks.pager.type",
                    "webhook",
                    "monitor.sinks.pager.url",
                    recipient.url("/hook").toString(),
                    "monitor.sinks.pager.secret-file",
                    secret.toString(),
                    "monitor.sinks.pager.models",
                    "paged,paged-*");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(Object test) {
        if (test instanceof SinksTest sinks) {
            sinks.pager = recipient;
        }
    }

    @Override
    public void stop() {
        recipient.close();
    }
}
