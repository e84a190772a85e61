package io.millrace.monitor;

import io.millrace.events.Stage;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

    /** Where people reach the monitor, for links to it, for example {@code https://millrace.example}; unset: no links. */
    Optional<URI> publicUrl();

    /**
     * Who is told of alerts besides those who read their topic, by names of your own: 1 to 40 of {@code a-z}, {@code
     * 0-9} and {@code -}. Under another name it is another sink, which begins with the alerts that come from then on.
     */
    Map<String, Sink> sinks();

    /** Somebody who is told of alerts. */
    interface Sink {
        /** How it wants to be told. */
        Type type();

        /**
         * Where it is, {@code http://} or {@code https://}: of an Alertmanager its root, else the address that is posted
         * to. Unset for a Slack webhook whose address is in {@link #secretFile}.
         */
        Optional<URI> url();

        /**
         * A file that is read for each request. For a webhook: {@code whsec_} and a key in base64, one or more, a line
         * each. For Slack: the webhook's address. For an Alertmanager: the value of the header {@code Authorization},
         * such as {@code Basic …}; unset: none is sent.
         */
        Optional<Path> secretFile();

        /**
         * Models whose alerts it is told of, as patterns, for example {@code fraud-*,digits}. Unset: all; what belongs to
         * no model is called {@code _unattributed}.
         */
        Optional<List<String>> models();

        /** Stages whose alerts it is told of, for example {@code train,evaluate}. Unset: all. */
        Optional<List<Stage>> stages();

        /**
         * How often an Alertmanager is told what still stands, {@code PT1S} or more. What it is not told for four times
         * as long ends there.
         */
        @WithDefault("PT1M")
        Duration repeat();

        /** How a sink wants to be told. */
        enum Type {
            /** Prometheus' Alertmanager, API version 2. */
            ALERTMANAGER,
            /** The event as it is, signed after the Standard Webhooks specification. */
            WEBHOOK,
            /** An incoming webhook of Slack, Mattermost, or their like. */
            SLACK
        }
    }

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
