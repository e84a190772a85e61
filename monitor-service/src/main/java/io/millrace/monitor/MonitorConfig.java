package io.millrace.monitor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Everything an operator may set for the monitor, under {@code monitor.*}. */
@ConfigMapping(prefix = "monitor")
public interface MonitorConfig {

    /** How much is kept in memory and shown. What is dropped here is still in the topics. */
    Keep keep();

    /** When the monitor calls itself ready. */
    Ready ready();

    /** When a run counts as forgotten. */
    Audit audit();

    /** What the dashboard may be used for. */
    Dashboard dashboard();

    /** How much is kept. */
    interface Keep {
        /** The newest runs, with their stages and metrics; a thousand take about five MiB. */
        @WithDefault("10000")
        int runs();

        /** The newest alerts, with their evidence; a thousand take at most eight MiB. */
        @WithDefault("10000")
        int alerts();

        /** Points of live metric histories over all runs; a hundred thousand take about ten MiB. */
        @WithDefault("200000")
        int points();
    }

    /** When it is ready: it has read all that the topics held when it started, and goes on following them. */
    interface Ready {
        /** Records that it may be behind the ends of the topics. */
        @WithDefault("10000")
        long maxLag();

        /** How long it may go without a word from the broker, for example {@code PT30S}. */
        @WithDefault("PT30S")
        Duration maxSilence();
    }

    /** When a run counts as forgotten. */
    interface Audit {
        /** How often it is looked for runs that are. */
        @WithDefault("PT1M")
        Duration every();

        /**
         * How long nothing may be heard of a run that no older run of its model holds up: longer than any timeout in a
         * spec. A restart of the monitor begins it anew.
         */
        @WithDefault("PT25H")
        Duration silence();
    }

    /** The dashboard. */
    interface Dashboard {
        /**
         * A file with a token of 16 bytes or more, as {@code openssl rand -hex 32} makes one. Whoever knows it may cancel
         * and retry runs; unset, nobody may.
         */
        Optional<Path> tokenFile();

        /** Open pages that are told of changes at the same time; a further one asks every five seconds. */
        @WithDefault("32")
        int listeners();
    }
}
