package io.millrace.workloads.process;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Folders on their way to become a run folder, or no more. Their names say which process works on them, so that those of
 * a process that died can be told from those of one that is at work.
 */
final class Scratch {
    private static final Pattern NAME = Pattern.compile("\\.[a-z0-9-]+\\.(\\d+)\\.([0-9a-f-]{36})\\.\\d+");

    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    /** Tells this process from an earlier one with the same process id. */
    private static final String TOKEN = UUID.randomUUID().toString();

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final Path workloads;

    Scratch(Path workloads) {
        this.workloads = workloads;
    }

    Path make(String name) throws IOException {
        return Files.createDirectory(free(name), PosixFilePermissions.asFileAttribute(OWNERS));
    }

    /** A place that nothing is at yet, for a folder that shall disappear in one step. */
    Path free(String name) {
        long pid = ProcessHandle.current().pid();
        return workloads.resolve("." + name + "." + pid + "." + TOKEN + "." + COUNT.incrementAndGet());
    }

    /** Removes what processes left that died over it. */
    void sweep() throws IOException {
        try (var folders = Files.newDirectoryStream(workloads, ".*")) {
            for (Path folder : folders) {
                var owner = NAME.matcher(folder.getFileName().toString());
                if (owner.matches() && !lives(Long.parseLong(owner.group(1)), owner.group(2))) {
                    delete(folder);
                }
            }
        }
    }

    private static boolean lives(long pid, String token) {
        if (pid == ProcessHandle.current().pid()) {
            return token.equals(TOKEN);
        }
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Removes a folder with all that it holds, following no link; what is gone already is no mistake. */
    static void delete(Path folder) throws IOException {
        try {
            Files.walkFileTree(folder, new Deletion());
        } catch (NoSuchFileException e) {
            // Gone, which is what was wanted.
        } catch (FileSystemException e) {
            if (!"File name too long".equals(e.getReason())) {
                throw e;
            }
            deleteStepByStep(folder);
        }
    }

    /** Folders may be nested deeper than a path can tell; the system's own command goes down step by step. */
    private static void deleteStepByStep(Path folder) throws IOException {
        Process removal = new ProcessBuilder("rm", "-rf", "--", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (removal.waitFor() != 0) {
                throw new IOException("rm could not remove " + folder);
            }
        } catch (InterruptedException e) {
            removal.destroy();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("while " + folder + " was removed");
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            Files.setPosixFilePermissions(directory, OWNERS);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        /** A folder that may not be listed is opened up and visited again. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof AccessDeniedException && !Files.isReadable(file)) {
                Files.setPosixFilePermissions(file, OWNERS);
                return Files.isReadable(file) ? again(file) : FileVisitResult.CONTINUE;
            }
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        private FileVisitResult again(Path folder) throws IOException {
            Files.walkFileTree(folder, this);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
            if (e != null) {
                throw e;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
