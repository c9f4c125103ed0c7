package org.viseme.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.viseme.VisemeException;
import org.viseme.face.CropFamily;
import org.viseme.media.RgbImage;

/**
 * Prepared clips in a folder: written once by {@code ./viseme prepare}, then read by training, evaluation and the
 * notebooks.
 *
 * <pre>
 * store.json           how all clips were made ({@link StoreSettings})
 * manifest.jsonl       a line a clip ({@link ClipEntry})
 * report.jsonl         a line a source: what was decided about it, and why ({@link SourceReport})
 * shards/000000.tar    the clips ({@code ID.zip} each: crops, boxes, audio features, sound, landmarks, transcript), in
 *                      archives of at most 64 MB
 * </pre>
 *
 * A shard can be read without the others and without the manifest: {@code tar xf} gives its clips, {@code unzip} what is
 * in them. The bytes of a store depend on the corpus and the settings alone, not on the number of workers or on
 * interruptions.
 *
 * A store that is still being prepared can be opened; it shows the clips finished by then. Safe for several threads.
 */
public final class ClipStore {
    static final String SETTINGS = "store.json";
    static final String MANIFEST = "manifest.jsonl";
    static final String REPORT = "report.jsonl";
    private final Path folder;
    private final StoreSettings settings;
    private final List<ClipEntry> clips;
    private final List<Decision> report;

    private ClipStore(Path folder, StoreSettings settings, List<ClipEntry> clips, List<Decision> report) {
        this.folder = folder;
        this.settings = settings;
        this.clips = List.copyOf(clips);
        this.report = List.copyOf(report);
    }

    /** @throws VisemeException when the folder is no store, or holds no clip */
    public static ClipStore open(Path folder) {
        StoreSettings settings = readSettings(folder);
        List<ClipEntry> clips = new ManifestFile<>(folder.resolve(MANIFEST), ClipEntry.class).read();
        List<Decision> report = readReport(folder);
        if (clips.isEmpty()) {
            String left = report.isEmpty() ? "" : ", " + report.size() + " were left out";
            throw new VisemeException(
                    folder.toString(),
                    "the store holds no clip" + left,
                    "fill it with './viseme prepare CORPUS --root DIR --out " + folder + "'");
        }
        return new ClipStore(folder, settings, clips, report);
    }

    private static List<Decision> readReport(Path folder) {
        return new ManifestFile<>(folder.resolve(REPORT), SourceReport.class)
                .read().stream().flatMap(source -> source.decisions().stream()).toList();
    }

    static StoreSettings readSettings(Path folder) {
        Path file = folder.resolve(SETTINGS);
        if (!Files.isRegularFile(file)) {
            throw new VisemeException(
                    folder.toString(),
                    "not a clip store (it has no " + SETTINGS + ")",
                    "make one with './viseme prepare CORPUS --root DIR --out " + folder + "'");
        }
        try {
            StoreSettings settings = new ObjectMapper().readValue(file.toFile(), StoreSettings.class);
            if (settings.format() != StoreSettings.FORMAT) {
                throw new VisemeException(
                        file.toString(),
                        "format " + settings.format() + " is not known to this version",
                        "prepare the corpus again into a new folder");
            }
            return settings;
        } catch (IOException e) {
            throw new VisemeException(file.toString(), "damaged", "prepare the corpus again into a new folder", e);
        }
    }

    public Path folder() {
        return folder;
    }

    public StoreSettings settings() {
        return settings;
    }

    /** All clips, in the order in which they were prepared. */
    public List<ClipEntry> clips() {
        return clips;
    }

    /** The clips of a split, ordered by name, so that the order does not depend on how the store was filled. */
    public List<ClipEntry> clips(Split split) {
        return clips.stream()
                .filter(clip -> clip.split() == split)
                .sorted(Comparator.comparing(ClipEntry::id))
                .toList();
    }

    /** The same store with some of its clips alone; what preparation decided stays as it is. */
    public ClipStore only(Predicate<ClipEntry> chosen) {
        return new ClipStore(folder, settings, clips.stream().filter(chosen).toList(), report);
    }

    /** What preparation decided about every stretch of every source, the clips that were kept included. */
    public List<Decision> report() {
        return report;
    }

    /** What preparation left out. */
    public List<RejectedClip> rejected() {
        return report.stream()
                .filter(decision -> !decision.kept())
                .map(Decision::rejected)
                .toList();
    }

    /** The clip with its crops of the face; {@link VisemeException} when it is damaged. */
    public PreparedClip read(ClipEntry clip) {
        try (ClipArchive archive = archive(clip)) {
            return archive.read();
        }
    }

    /** The clip of a name; {@link VisemeException} when there is none or its file is damaged. */
    public PreparedClip read(String id) {
        return read(clip(id));
    }

    /** The entry of a name; {@link VisemeException} when there is none. */
    public ClipEntry clip(String id) {
        return clips.stream()
                .filter(clip -> clip.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new VisemeException(
                        id, "not in the store " + folder, "see the names in " + folder.resolve(MANIFEST)));
    }

    /** What is known about a clip, the times of its words included, without its pictures and its sound. */
    public ClipInfo info(ClipEntry clip) {
        try (ClipArchive archive = archive(clip)) {
            return archive.info();
        }
    }

    /** The crops that a family of models reads; empty when the store was made without them. */
    public List<RgbImage> crops(ClipEntry clip, CropFamily family) {
        try (ClipArchive archive = archive(clip)) {
            return archive.crops(family);
        }
    }

    /**
     * Where the crops of a family were cut: (frames, 6), the affine map from pixels of the source to those of the crop;
     * empty for crops of the box and for families that the store does not hold.
     */
    public Optional<float[][]> placements(ClipEntry clip, CropFamily family) {
        try (ClipArchive archive = archive(clip)) {
            return archive.placements(family);
        }
    }

    /** An audio feature as {@link AudioFeature} describes it; empty when the store was made without it. */
    public Optional<float[][]> feature(ClipEntry clip, AudioFeature feature) {
        try (ClipArchive archive = archive(clip)) {
            return archive.feature(feature);
        }
    }

    ClipArchive archive(ClipEntry clip) {
        return ClipArchive.open(folder.resolve(clip.shard()), clip.offset(), clip.bytes());
    }

    @Override
    public String toString() {
        return "ClipStore[" + folder + ", " + clips.size() + " clips]";
    }
}
