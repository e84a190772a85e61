package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;

/** The folder under which the local stack keeps all that it has: {@code MILLRACE_HOME}, or {@code ~/.millrace}. */
public final class Home {
    private static final int FORMAT = 1;

    private final Path folder;

    private Home(Path folder) {
        this.folder = folder;
    }

    /** Where the environment says; nothing is made or read yet. */
    public static Home of(Map<String, String> environment) {
        String configured = environment.getOrDefault("MILLRACE_HOME", "");
        try {
            Path folder =
                    configured.isBlank() ? Path.of(System.getProperty("user.home"), ".millrace") : Path.of(configured);
            return new Home(folder.toAbsolutePath().normalize());
        } catch (InvalidPathException e) {
            throw unusable(configured, "it is no path");
        }
    }

    /**
     * Makes the folder if it is missing.
     *
     * @throws CannotGoOn when it is of a format that this version does not know
     */
    public Home open() {
        Path format = folder.resolve("format");
        try {
            Files.createDirectories(folder);
            if (Files.notExists(format)) {
                Files.writeString(format, FORMAT + "\n");
            }
            requireKnown(format, Files.readString(format).strip());
            for (String part : new String[] {"logs", "processes", "cds"}) {
                Files.createDirectories(folder.resolve(part));
            }
        } catch (IOException e) {
            throw unusable(folder.toString(), why(e));
        }
        return this;
    }

    private String why(IOException e) {
        for (Path place = folder; place != null; place = place.getParent()) {
            if (Files.exists(place) && !Files.isDirectory(place)) {
                return place + " is not a folder";
            }
            if (Files.exists(place)) {
                break;
            }
        }
        if (!(e instanceof FileSystemException failed)) {
            return "it cannot be read or written";
        }
        return failed.getFile() + ": "
                + Objects.requireNonNullElse(failed.getReason(), "may not be used by this user, or is in the way");
    }

    private static CannotGoOn unusable(String folder, String why) {
        return CannotGoOn.because(
                "home-unusable",
                "the folder of Millrace, " + folder + ", cannot be used: " + why,
                "Set MILLRACE_HOME to a folder that this user may write, or to one that can be made.");
    }

    private void requireKnown(Path format, String found) {
        if (!found.equals(Integer.toString(FORMAT))) {
            throw CannotGoOn.because(
                    "home-format",
                    format + " says format '" + found + "', and this version of Millrace knows format " + FORMAT,
                    "Use the version of Millrace that wrote it, or set MILLRACE_HOME to another folder.");
        }
    }

    public Path folder() {
        return folder;
    }

    Path kafka() {
        return folder.resolve("kafka");
    }

    Path workloads() {
        return folder.resolve("workloads");
    }

    /** What the process of this name wrote. */
    Path log(String process) {
        return folder.resolve("logs").resolve(process + ".log");
    }

    Path processFile(String process) {
        return folder.resolve("processes").resolve(process + ".json");
    }

    /** @param classPath what the process is started from */
    ClassArchive classArchive(String process, String classPath) {
        return ClassArchive.of(folder.resolve("cds"), process, classPath);
    }

    Path configuration() {
        return folder.resolve("config.properties");
    }

    /** What the user sets for the workers of that role, if there is such a file: {@code builder.properties}. */
    public Path settings(String role) {
        return folder.resolve(role + ".properties");
    }

    Path lock() {
        return folder.resolve("lock");
    }

    /** The Git repository that the demo registers a sample from. */
    public Path demo(String sample) {
        return folder.resolve("demo").resolve(sample);
    }

    /** Writes a file so that readers see the old content or the new, and nothing between. */
    static void replace(Path file, byte[] content) {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(beside, content);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
