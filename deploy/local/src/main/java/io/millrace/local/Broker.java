package io.millrace.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Apache Kafka, one node that is broker and controller. What it acknowledged survives its SIGKILL, not a power cut. */
record Broker(Home home, Ports ports) implements Part {
    static final String NAME = "broker";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String purpose() {
        return "the Kafka broker";
    }

    @Override
    public int port() {
        return ports.broker();
    }

    @Override
    public Map<Integer, String> listens() {
        return Map.of(ports.broker(), purpose(), ports.controller(), "the Kafka broker's controller");
    }

    @Override
    public void prepare() {
        var bytes = new ByteArrayOutputStream();
        try {
            properties().store(bytes, "Written anew at every start");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Home.replace(settings(), bytes.toByteArray());
        archive().discardOthers();
    }

    private ClassArchive archive() {
        return home.classArchive(NAME, System.getProperty("java.class.path"));
    }

    @Override
    public List<String> command() {
        return JavaCommand.with(
                archive().file(),
                "256m",
                List.of(
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
                        "-Dorg.slf4j.simpleLogger.showDateTime=true",
                        "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerProcess.class.getName(),
                        settings().toString(),
                        home.log(NAME).toString()));
    }

    @Override
    public Path workingDirectory() {
        return home.kafka();
    }

    /** The broker opens its port only when it is ready to answer. */
    @Override
    public boolean isReady() {
        try (var socket = new Socket()) {
            socket.connect(Ports.address(port()), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Duration startTimeout() {
        return Duration.ofSeconds(60);
    }

    private Path settings() {
        return home.kafka().resolve("server.properties");
    }

    private Properties properties() {
        String host = Ports.HOST + ":";
        var settings = new Properties();
        settings.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@" + host + ports.controller(),
                "controller.listener.names", "CONTROLLER",
                "listeners", "PLAINTEXT://" + host + ports.broker() + ",CONTROLLER://" + host + ports.controller(),
                "advertised.listeners", "PLAINTEXT://" + host + ports.broker(),
                "inter.broker.listener.name", "PLAINTEXT",
                // Relative to the working directory: Kafka reads a list here, and a home's path may hold a comma.
                "log.dirs", "data"));
        settings.putAll(ofOneNode());
        settings.putAll(ofASmallMachine());
        settings.putAll(ofASmallDisk());
        return settings;
    }

    private static Map<String, String> ofOneNode() {
        return Map.of(
                "auto.create.topics.enable", "false",
                "default.replication.factor", "1",
                "offsets.topic.replication.factor", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "group.initial.rebalance.delay.ms", "0",
                // A stack that was away for months picks up where it ended.
                "offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE),
                "log.retention.ms", "-1");
    }

    private static Map<String, String> ofASmallMachine() {
        return Map.of(
                "offsets.topic.num.partitions", "4",
                "transaction.state.log.num.partitions", "1",
                "share.coordinator.state.topic.num.partitions", "1",
                "num.network.threads", "2",
                "num.io.threads", "4",
                "num.recovery.threads.per.data.dir", "2",
                // How long a broker that was killed is still taken for alive, and its successor kept waiting.
                "broker.session.timeout.ms", "4000",
                // How soon a worker's replica may be given up that was killed.
                "group.min.session.timeout.ms", "1000",
                "broker.heartbeat.interval.ms", "1000");
    }

    /** Of what is written over and over, little is kept; what the topics of the pipeline keep is theirs to say. */
    private static Map<String, String> ofASmallDisk() {
        return Map.of(
                "log.cleaner.dedupe.buffer.size", "8388608",
                "log.index.size.max.bytes", "1048576",
                "offsets.topic.segment.bytes", "5242880",
                "metadata.log.segment.bytes", "8388608",
                "metadata.max.retention.bytes", "16777216");
    }
}
