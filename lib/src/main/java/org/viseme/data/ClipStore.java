package org.viseme.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.viseme.VisemeException;

/**
 * Prepared clips in a folder: written once by {@code ./viseme prepare}, then read by training, evaluation and the
 * notebooks.
 *
 * <pre>
 * store.json        how all clips were made ({@link StoreSettings})
 * manifest.jsonl    a line a clip ({@link ClipEntry})
 * rejected.jsonl    a line for each clip left out, with the reason ({@link RejectedClip})
 * clips/ID.zip      crops, boxes, mel spectrogram, sound, landmarks and transcript of a clip
 * </pre>
 *
 * A store that is still being prepared can be opened; it shows the clips finished by then. Safe for several threads.
 */
public final class ClipStore {
    static final String SETTINGS = "store.json";
    static final String MANIFEST = "manifest.jsonl";
    static final String REJECTED = "rejected.jsonl";
    private final Path folder;
    private final StoreSettings settings;
    private final List<ClipEntry> clips;
    private final List<RejectedClip> rejected;

    private ClipStore(Path folder, StoreSettings settings, List<ClipEntry> clips, List<RejectedClip> rejected) {
        this.folder = folder;
        this.settings = settings;
        this.clips = List.copyOf(clips);
        this.rejected = List.copyOf(rejected);
    }

    /** @throws VisemeException when the folder is no store, or holds no clip */
    public static ClipStore open(Path folder) {
        StoreSettings settings = readSettings(folder);
        List<ClipEntry> clips = new ManifestFile<>(folder.resolve(MANIFEST), ClipEntry.class).read();
        List<RejectedClip> rejected = new ManifestFile<>(folder.resolve(REJECTED), RejectedClip.class).read();
        if (clips.isEmpty()) {
            String left = rejected.isEmpty() ? "" : ", " + rejected.size() + " were left out";
            throw new VisemeException(
                    folder.toString(),
                    "the store holds no clip" + left,
                    "fill it with './viseme prepare CORPUS --root DIR --out " + folder + "'");
        }
        return new ClipStore(folder, settings, clips, rejected);
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

    /** What preparation left out. */
    public List<RejectedClip> rejected() {
        return rejected;
    }

    /** Everything that is stored of a clip; {@link VisemeException} when its file is damaged. */
    public PreparedClip read(ClipEntry clip) {
        try (ClipArchive archive = archive(clip)) {
            return archive.read();
        }
    }

    /** The clip of a name; {@link VisemeException} when there is none or its file is damaged. */
    public PreparedClip read(String id) {
        ClipEntry entry = clips.stream()
                .filter(clip -> clip.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new VisemeException(
                        id, "not in the store " + folder, "see the names in " + folder.resolve(MANIFEST)));
        return read(entry);
    }

    ClipArchive archive(ClipEntry clip) {
        return ClipArchive.open(folder.resolve(clip.file()));
    }

    @Override
    public String toString() {
        return "ClipStore[" + folder + ", " + clips.size() + " clips]";
    }
}
