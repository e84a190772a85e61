package io.millrace.workloads.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Rings the bells of those who observe a folder when something changes in it. One watch for all: systems allow few. It
 * is a help only: who waits for a bell looks from time to time without one.
 */
final class FolderWatch implements Closeable {
    private static final System.Logger LOG = System.getLogger(FolderWatch.class.getName());

    private final @Nullable WatchService changes;
    private final Map<WatchKey, List<Bell>> bells = new ConcurrentHashMap<>();

    FolderWatch() {
        changes = open();
        if (changes != null) {
            Thread.ofPlatform().daemon().name("workload-watch").start(() -> ringBells(changes));
        }
    }

    private static @Nullable WatchService open() {
        try {
            return FileSystems.getDefault().newWatchService();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "changes of folders cannot be watched, so they are looked for", e);
            return null;
        }
    }

    /**
     * Closing what it returns ends the ringing.
     *
     * @throws IOException when the system does not allow to watch
     */
    Closeable register(Path folder, Bell bell) throws IOException {
        if (changes == null) {
            throw new IOException("this system has no watch to spare");
        }
        try {
            synchronized (bells) {
                WatchKey key = folder.register(
                        changes, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
                bells.computeIfAbsent(key, ignored -> new CopyOnWriteArrayList<>())
                        .add(bell);
                return () -> unregister(key, bell);
            }
        } catch (ClosedWatchServiceException e) {
            throw new IOException("the watch is closed", e);
        }
    }

    private void unregister(WatchKey key, Bell bell) {
        synchronized (bells) {
            List<Bell> others = bells.getOrDefault(key, List.of());
            others.remove(bell);
            if (others.isEmpty()) {
                bells.remove(key);
                cancel(key);
            }
        }
    }

    private static void cancel(WatchKey key) {
        try {
            key.cancel();
        } catch (ClosedWatchServiceException e) {
            // Cancelled with all the others.
        }
    }

    private void ringBells(WatchService changes) {
        try {
            while (true) {
                WatchKey key = changes.take();
                key.pollEvents();
                key.reset();
                bells.getOrDefault(key, List.of()).forEach(Bell::ring);
            }
        } catch (ClosedWatchServiceException e) {
            // The end of the thread.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        if (changes != null) {
            changes.close();
        }
    }
}
