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
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;
import org.viseme.data.RejectedClip.Reason;

/**
 * Fills a {@link ClipStore}, source after source. What belongs to a source is added, then the source is ended; only then
 * does it count. The bytes of a clip are on disk before its line in the manifest, and that before the line of its source,
 * so whatever counts is whole, and a killed preparation goes on after the last source that was ended. A second process is
 * refused. Safe for several threads, which take turns source by source.
 */
public final class ClipStoreWriter implements AutoCloseable {
    private final Path folder;
    private final FileChannel lockFile;
    private final ManifestFile<ClipEntry> manifest;
    private final ManifestFile<SourceReport> reports;
    private final ShardWriter shards;
    private final List<ClipEntry> clips;
    private final List<Decision> decisions = new ArrayList<>();
    private final Set<String> sources = new HashSet<>();
    private final Set<String> ids = new HashSet<>();
    private final Duplicates duplicates = new Duplicates();
    private final Set<ClipFlag> unwanted = EnumSet.noneOf(ClipFlag.class);
    /** What was added of the source that is not ended yet. */
    private final List<ClipEntry> openClips = new ArrayList<>();

    private final List<Decision> openDecisions = new ArrayList<>();
    private int leftOut;
    private long sourceFrames;

    private ClipStoreWriter(Path folder, FileChannel lockFile) throws IOException {
        this.folder = folder;
        this.lockFile = lockFile;
        this.manifest = new ManifestFile<>(folder.resolve(ClipStore.MANIFEST), ClipEntry.class);
        this.reports = new ManifestFile<>(folder.resolve(ClipStore.REPORT), SourceReport.class);
        List<ClipEntry> listed = manifest.read();
        listed.forEach(clip -> ids.add(clip.id()));
        List<SourceReport> reported = reports.read();
        int done = 0;
        while (done < reported.size() && isStored(reported.get(done))) {
            count(reported.get(done));
            done++;
        }
        reports.keepFirst(done);
        int whole = 0;
        while (whole < listed.size() && sources.contains(listed.get(whole).source())) {
            whole++;
        }
        manifest.keepFirst(whole);
        this.clips = new ArrayList<>(listed.subList(0, whole));
        listed.subList(whole, listed.size()).forEach(clip -> ids.remove(clip.id()));
        this.shards = ShardWriter.after(folder, clips);
    }

    private boolean isStored(SourceReport report) {
        return report.decisions().stream().allMatch(decision -> !decision.kept() || ids.contains(decision.id()));
    }

    private void count(SourceReport report) {
        sources.add(report.source());
        sourceFrames += report.frames();
        for (Decision decision : report.decisions()) {
            decisions.add(decision);
            leftOut += decision.kept() ? 0 : 1;
            if (decision.kept() && !decision.flags().contains(ClipFlag.DUPLICATE) && hasFingerprint(decision)) {
                duplicates.add(
                        decision.id(), Fingerprint.parse(decision.measures().fingerprint()));
            }
        }
    }

    /**
     * Makes a new store, or goes on with one that was made with the same settings.
     *
     * @throws VisemeException when the store there was made with other settings, or is being filled by someone else
     */
    public static ClipStoreWriter open(Path folder, StoreSettings settings) {
        FileChannel lockFile = null;
        try {
            Files.createDirectories(folder);
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

    /** Clips with one of these flags are left out from now on. */
    public synchronized void leaveOut(Set<ClipFlag> flags) {
        unwanted.addAll(flags);
    }

    /** True when everything about a source has been decided, by this run or an earlier one. */
    public synchronized boolean knows(String source) {
        return sources.contains(source);
    }

    /** The clips stored so far. */
    public synchronized List<ClipEntry> clips() {
        return List.copyOf(clips);
    }

    /** All decisions so far, about the clips that were left out as well. */
    public synchronized List<Decision> decisions() {
        return List.copyOf(decisions);
    }

    /** How many clips were left out so far. */
    public synchronized int leftOut() {
        return leftOut;
    }

    /** Frames of all sources so far, whether a face was seen in them or not. */
    public synchronized long sourceFrames() {
        return sourceFrames;
    }

    /** Stores a clip that is a source of its own. */
    public synchronized void add(PreparedClip clip) {
        ClipInfo info = clip.info();
        add(info.id(), new Decision(info.id(), info.split(), null, "", Set.of(), null), ClipPacker.pack(clip));
        end(info.id(), clip.frames());
    }

    /**
     * Adds what was decided about a stretch of a source.
     *
     * @param clip what is kept; null where the stretch is left out
     */
    public synchronized void add(String source, Decision decision, PackedClip clip) {
        if (clip == null) {
            openDecisions.add(decision);
            return;
        }
        if (!ids.add(decision.id())) {
            throw new IllegalArgumentException("clip " + decision.id() + " is in the store already");
        }
        // What is left out has no copies: a better one may come.
        boolean wanted = decision.flags().stream().noneMatch(unwanted::contains);
        Decision compared = wanted ? compared(decision) : decision;
        Optional<ClipFlag> reason =
                compared.flags().stream().filter(unwanted::contains).findFirst();
        if (reason.isPresent()) {
            String detail = compared.detail().isEmpty() ? reason.get().words() : compared.detail();
            openDecisions.add(new Decision(
                    compared.id(), compared.split(), Reason.FLAGGED, detail, compared.flags(), compared.measures()));
            return;
        }
        openDecisions.add(compared);
        openClips.add(entry(source, compared, clip));
    }

    /** The decision with a flag when another clip is nearly the same. */
    private Decision compared(Decision decision) {
        if (!hasFingerprint(decision)) {
            return decision;
        }
        Fingerprint fingerprint = Fingerprint.parse(decision.measures().fingerprint());
        Optional<String> other = duplicates.of(fingerprint);
        if (other.isEmpty()) {
            duplicates.add(decision.id(), fingerprint);
            return decision;
        }
        Set<ClipFlag> flags = EnumSet.of(ClipFlag.DUPLICATE);
        flags.addAll(decision.flags());
        String detail = decision.detail() + (decision.detail().isEmpty() ? "" : ", ") + "same as " + other.get();
        return new Decision(decision.id(), decision.split(), null, detail, flags, decision.measures());
    }

    private static boolean hasFingerprint(Decision decision) {
        return decision.measures() != null && decision.measures().fingerprint() != null;
    }

    private ClipEntry entry(String source, Decision decision, PackedClip clip) {
        ClipInfo info = clip.info();
        ShardWriter.Location location = shards.append(info.id() + ".zip", clip.bytes());
        return new ClipEntry(
                info.id(),
                source,
                info.split(),
                info.speaker(),
                clip.frames(),
                clip.frames() / (double) ClipMedia.FPS,
                clip.cropSize(),
                info.transcript(),
                info.licence(),
                info.source(),
                decision.flags(),
                location.shard(),
                location.offset(),
                clip.bytes().length,
                sha256(clip.bytes()));
    }

    /**
     * Everything about a source has been added; from now on it counts, even when the process is killed.
     *
     * @param frames how many frames the source has
     */
    public synchronized void end(String source, int frames) {
        if (!openClips.isEmpty()) {
            manifest.append(openClips);
        }
        SourceReport report = new SourceReport(source, frames, openDecisions);
        reports.append(List.of(report));
        clips.addAll(openClips);
        sources.add(source);
        decisions.addAll(openDecisions);
        sourceFrames += frames;
        leftOut += (int)
                openDecisions.stream().filter(decision -> !decision.kept()).count();
        openClips.clear();
        openDecisions.clear();
    }

    @Override
    public void close() {
        try {
            shards.close();
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
