package io.millrace.bench;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;

/** Waiting for a server. */
final class Answers {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Answers() {}

    /** Returns when it answers 200 there. */
    static void await(URI address) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isWell(address)) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(address + " does not answer");
            }
            Thread.sleep(PAUSE);
        }
    }

    static boolean isWell(URI address) {
        try {
            var connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setReadTimeout(2000);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }
}
