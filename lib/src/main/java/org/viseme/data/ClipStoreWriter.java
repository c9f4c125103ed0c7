package org.viseme.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;

/**
 * Fills a {@link ClipStore}. A clip's file is written aside, forced to disk and renamed before its line goes into the
 * manifest, so whatever the manifest names is whole, and a killed preparation goes on where it stopped. Safe for several
 * threads of one process; a second process is refused.
 */
public final class ClipStoreWriter implements AutoCloseable {
    private final Path folder;
    private final FileChannel lockFile;
    private final ManifestFile<ClipEntry> manifest;
    private final ManifestFile<RejectedClip> rejections;
    private final List<ClipEntry> clips;
    private final List<RejectedClip> rejected;
    private final Set<String> done = new HashSet<>();

    private ClipStoreWriter(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.manifest = new ManifestFile<>(folder.resolve(ClipStore.MANIFEST), ClipEntry.class);
        this.rejections = new ManifestFile<>(folder.resolve(ClipStore.REJECTED), RejectedClip.class);
        manifest.dropTornLine();
        rejections.dropTornLine();
        this.clips = new ArrayList<>(manifest.read());
        this.rejected = new ArrayList<>(rejections.read());
        clips.forEach(clip -> done.add(clip.id()));
        rejected.forEach(clip -> done.add(clip.id()));
    }

    /**
     * Makes a new store, or goes on with one that was made with the same settings.
     *
     * @throws VisemeException when the store there was made with other settings, or is being filled by someone else
     */
    public static ClipStoreWriter open(Path folder, StoreSettings settings) {
        FileChannel lockFile = null;
        try {
            Files.createDirectories(folder.resolve("clips"));
            lockFile =
                    FileChannel.open(folder.resolve("store.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock(folder, lockFile);
            if (Files.exists(folder.resolve(ClipStore.SETTINGS))) {
                String difference = settings.differenceTo(ClipStore.readSettings(folder));
                if (!difference.isEmpty()) {
                    throw new VisemeException(
                            folder.toString(),
                            "the store was made with other settings: asked for " + difference,
                            "use its settings or another folder");
                }
            } else {
                byte[] json = new ObjectMapper()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsBytes(settings);
                AtomicFile.write(folder.resolve(ClipStore.SETTINGS), out -> out.write(json));
            }
            return new ClipStoreWriter(folder, lockFile);
        } catch (IOException | RuntimeException e) {
            closeAfter(e, lockFile);
            throw e instanceof RuntimeException known ? known : cannotWrite(folder, (IOException) e);
        }
    }

    private static void lock(Path folder, FileChannel lockFile) throws IOException {
        FileLock lock;
        try {
            lock = lockFile.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new VisemeException(
                    folder.toString(), "another preparation is writing to this store", "wait for it, or stop it");
        }
    }

    private static void closeAfter(Exception problem, FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                problem.addSuppressed(e);
            }
        }
    }

    /** True when the clip is stored or was left out, by this run or an earlier one. */
    public synchronized boolean knows(String id) {
        return done.contains(id);
    }

    /** The clips stored so far. */
    public synchronized List<ClipEntry> clips() {
        return List.copyOf(clips);
    }

    /** The clips left out so far. */
    public synchronized List<RejectedClip> rejected() {
        return List.copyOf(rejected);
    }

    /** Stores a clip; when this returns it is on disk. */
    public void add(PreparedClip clip) {
        byte[] bytes = ClipArchive.pack(clip);
        ClipInfo info = clip.info();
        String file = "clips/" + info.id() + ".zip";
        AtomicFile.write(folder.resolve(file), out -> out.write(bytes));
        ClipEntry entry = new ClipEntry(
                info.id(),
                info.split(),
                info.speaker(),
                clip.frames(),
                clip.frames() / (double) ClipMedia.FPS,
                clip.cropSize(),
                info.transcript(),
                info.licence(),
                info.source(),
                file,
                bytes.length,
                sha256(bytes));
        synchronized (this) {
            if (!done.add(info.id())) {
                throw new IllegalArgumentException("clip " + info.id() + " is in the store already");
            }
            manifest.append(entry);
            clips.add(entry);
        }
    }

    /** Records that a clip is left out. */
    public synchronized void reject(RejectedClip clip) {
        done.add(clip.id());
        rejections.append(clip);
        rejected.add(clip);
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw cannotWrite(folder, e);
        }
    }

    private static VisemeException cannotWrite(Path file, IOException e) {
        return new VisemeException(
                file.toString(),
                "cannot be written (" + e.getMessage() + ")",
                "check free space and permissions, then prepare again",
                e);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
