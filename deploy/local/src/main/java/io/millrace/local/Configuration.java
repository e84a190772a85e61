package io.millrace.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Properties;

/** What a home was told about the stack, and keeps for the next time: {@code config.properties}. */
record Configuration(Home home) {

    /** What was kept under the key. */
    int number(String key, int otherwise) {
        String value = read().getProperty(key, Integer.toString(otherwise)).strip();
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw CannotGoOn.because(
                    key,
                    home.configuration() + " says " + key + "=" + value + ", which is not a number",
                    "Correct the line, or remove it for the default, " + otherwise + ".");
        }
    }

    void keep(String key, int number) {
        Properties properties = read();
        String kept = Integer.toString(number);
        if (!kept.equals(properties.getProperty(key))) {
            properties.setProperty(key, kept);
            write(properties);
        }
    }

    private Properties read() {
        var properties = new Properties();
        if (Files.notExists(home.configuration())) {
            return properties;
        }
        try (Reader reader = Files.newBufferedReader(home.configuration())) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw CannotGoOn.because(
                    "configuration-unreadable",
                    home.configuration() + " cannot be read: " + e.getMessage(),
                    "Correct it, or remove it: it is written again with defaults.");
        }
        return properties;
    }

    private void write(Properties properties) {
        var bytes = new ByteArrayOutputStream();
        try {
            properties.store(bytes, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Home.replace(home.configuration(), bytes.toByteArray());
    }
}
