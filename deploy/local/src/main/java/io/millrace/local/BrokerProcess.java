package io.millrace.local;

import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/** The broker's process: gives the data folder its identity the first time, then is Kafka. */
final class BrokerProcess {
    private BrokerProcess() {}

    /** Takes the paths of {@code server.properties} and of the file that the output goes to. */
    public static void main(String[] arguments) {
        String settings = arguments[0];
        new LogFile(Path.of(arguments[1])).keepShort();
        if (Files.notExists(Path.of("data", "meta.properties"))) {
            format(settings);
        }
        Kafka.main(new String[] {settings});
    }

    private static void format(String settings) {
        String[] command = {
            "format", "--ignore-formatted", "--cluster-id", Uuid.randomUuid().toString(), "--config", settings
        };
        int exitCode = StorageTool.execute(command, System.out);
        if (exitCode != 0) {
            System.exit(exitCode);
        }
    }
}
