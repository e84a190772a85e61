package io.millrace.workloads.process;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Layers becoming a folder. Whatever they hold, nothing outside of the folder is written or linked to: names stay
 * inside, no entry goes through a link, and a link climbs with leading {@code ..} only, at most up to the folder.
 */
final class Unpacking {
    private static final int MAX_PATH_CHARS = 4096;
    private static final int MAX_NAME_BYTES = 255;

    private final Path root;
    private final Limits limits;
    private long entriesLeft;
    private long bytesLeft;

    Unpacking(Path root, Limits limits) {
        this.root = root;
        this.limits = limits;
        entriesLeft = limits.imageEntries();
        bytesLeft = limits.imageBytes();
    }

    void add(LocalImage image, LocalImage.Layer layer) throws IOException, BadImage {
        try (Blob blob = image.open(layer);
                InputStream unpacked = layer.gzipped() ? new GZIPInputStream(blob, 1 << 16) : blob;
                var bounded = new Bounded(unpacked, blob.sizeBytes(), bytesLeft)) {
            addAll(bounded);
            bytesLeft -= bounded.count();
            blob.verify();
        } catch (Bounded.Exceeded e) {
            throw new BadImage("has a layer that " + e.getMessage());
        } catch (ZipException | EOFException | InvalidPathException e) {
            throw unreadable(e);
        }
    }

    private void addAll(InputStream layer) throws IOException, BadImage {
        // Closing it would close the layer, which is not ours to close.
        var tar = new TarArchiveInputStream(layer, "UTF-8");
        for (TarArchiveEntry entry = next(tar); entry != null; entry = next(tar)) {
            if (--entriesLeft < 0) {
                throw new BadImage("unpacks to more than " + limits.imageEntries() + " files");
            }
            add(entry, tar);
        }
    }

    private void add(TarArchiveEntry entry, InputStream content) throws IOException, BadImage {
        List<String> name = inside(entry.getName());
        if (name.isEmpty()) {
            return;
        }
        if (name.getLast().startsWith(".wh.")) {
            throw new BadImage("removes files of a lower layer (" + entry.getName() + "), which is not supported here");
        }
        Path place = parent(name).resolve(name.getLast());
        if (entry.isDirectory()) {
            makeFolder(place, name);
            permit(place, entry.getMode());
        } else if (entry.isSymbolicLink()) {
            makeWay(place, name);
            Files.createSymbolicLink(place, linkTarget(entry, name));
        } else if (entry.isLink()) {
            Path target = existing(entry);
            if (!target.equals(place)) {
                makeWay(place, name);
                Files.createLink(place, target);
            }
        } else if (isPlainFile(entry)) {
            makeWay(place, name);
            try (var out = Files.newOutputStream(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                copy(content, out);
            }
            permit(place, entry.getMode());
        } else {
            throw new BadImage("holds " + entry.getName() + ", which is neither a file nor a folder nor a link");
        }
    }

    private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar) throws IOException, BadImage {
        try {
            return tar.getNextEntry();
        } catch (Bounded.Exceeded e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** As transferTo, but a layer that cannot be read is the image's fault, a file that cannot be written is not. */
    private static void copy(InputStream content, OutputStream file) throws IOException, BadImage {
        var buffer = new byte[1 << 16];
        for (int count = read(content, buffer); count >= 0; count = read(content, buffer)) {
            file.write(buffer, 0, count);
        }
    }

    private static int read(InputStream content, byte[] buffer) throws IOException, BadImage {
        try {
            return content.read(buffer);
        } catch (Bounded.Exceeded e) {
            throw e;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static BadImage unreadable(Exception e) {
        return new BadImage("has a layer that cannot be read: " + e.getMessage());
    }

    private static boolean isPlainFile(TarArchiveEntry entry) {
        byte type = entry.getLinkFlag();
        return !entry.isSparse() && (type == 0 || type == '0' || type == '7');
    }

    /** The parts of a name, without those that mean nothing. */
    private static List<String> inside(String name) throws BadImage {
        if (name.startsWith("/") || name.length() > MAX_PATH_CHARS || name.indexOf('\0') >= 0) {
            throw leaving(name);
        }
        var parts = new ArrayList<String>();
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                throw leaving(name);
            }
            if (part.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
                throw new BadImage(
                        "holds '" + part.substring(0, 60) + "…', a name longer than " + MAX_NAME_BYTES + " bytes");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts;
    }

    private static BadImage leaving(String name) {
        String shown = name.length() > 100 ? name.substring(0, 100) + "…" : name;
        return new BadImage("holds '" + shown.replaceAll("\\p{Cntrl}", "?") + "', a name that is not inside of it");
    }

    /** The real folder that holds the named entry, made where it is missing. */
    private Path parent(List<String> name) throws IOException, BadImage {
        Path folder = root;
        for (int depth = 1; depth < name.size(); depth++) {
            folder = folder.resolve(name.get(depth - 1));
            makeFolder(folder, name.subList(0, depth));
        }
        return folder;
    }

    private static void makeFolder(Path folder, List<String> name) throws IOException, BadImage {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new BadImage("needs " + String.join("/", name) + " to be a folder, and has something else there");
            }
        }
    }

    /** A later layer replaces files and links, never a folder. */
    private static void makeWay(Path place, List<String> name) throws IOException, BadImage {
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            throw new BadImage("replaces the folder " + String.join("/", name) + " by something else");
        }
        Files.deleteIfExists(place);
    }

    private static Path linkTarget(TarArchiveEntry entry, List<String> name) throws BadImage {
        String target = entry.getLinkName();
        int climbs = 0;
        boolean descended = false;
        for (String part : target.split("/")) {
            if (part.equals("..")) {
                // After a name, ".." would climb from wherever that name, itself perhaps a link, leads.
                climbs = descended ? Integer.MAX_VALUE - 1 : climbs + 1;
            } else if (!part.isEmpty() && !part.equals(".")) {
                descended = true;
            }
        }
        if (target.isEmpty() || target.startsWith("/") || target.indexOf('\0') >= 0 || climbs > name.size() - 1) {
            throw new BadImage(
                    "holds the link " + String.join("/", name) + " to '" + target + "', which may lead out of it");
        }
        return Path.of(target);
    }

    private Path existing(TarArchiveEntry link) throws IOException, BadImage {
        List<String> name = inside(link.getLinkName());
        if (!name.isEmpty()) {
            Path target = parent(name).resolve(name.getLast());
            if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
                return target;
            }
        }
        throw new BadImage("holds the hard link " + link.getName() + " to '" + link.getLinkName()
                + "', which is not a file of it");
    }

    /** As in the image, but for its owner, who may always read and change what is his. */
    private static void permit(Path place, int mode) throws IOException {
        Set<PosixFilePermission> permissions =
                EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int bit = 0; bit < all.length; bit++) {
            if ((mode & 0400 >> bit) != 0) {
                permissions.add(all[bit]);
            }
        }
        if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
        }
        Files.setPosixFilePermissions(place, permissions);
    }
}
