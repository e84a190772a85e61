package io.millrace.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines for processes that should start quickly and stay small, rather than be fast for days. */
public final class JavaCommand {
    private JavaCommand() {}

    /**
     * @param classArchive written when the process ends, and read at its next start
     * @param maxHeap as {@code -Xmx} takes it, for example {@code 160m}
     * @param arguments what follows the options: a class path and a class, or {@code -jar} and a file
     */
    public static List<String> with(Path classArchive, String maxHeap, List<String> arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + maxHeap,
                // What is young fills all of its room before it is first looked through, and stays resident: 33 MiB
                // less.
                "-XX:NewRatio=9",
                "-Xss512k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + classArchive,
                "-Xlog:cds=off,aot=off",
                "-Xlog:cds+dynamic=off",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-Dfile.encoding=UTF-8",
                "-Djava.awt.headless=true"));
        command.addAll(arguments);
        return List.copyOf(command);
    }
}
