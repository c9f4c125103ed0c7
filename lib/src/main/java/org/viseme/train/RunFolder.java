package org.viseme.train;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;
import org.viseme.media.Images;
import org.viseme.media.RgbImage;
import org.viseme.torch.TorchOps;

/**
 * What a training leaves behind, and what it goes on from after it was stopped at any moment:
 *
 * <pre>
 * resume.safetensors       settings, weights, statistics, moments and the step, all of one moment
 * best.safetensors         the network with the lowest held-out error so far
 * last.safetensors         the network at the end
 * metrics.csv              a line a logged step
 * held-out.csv             a line a measurement on held-out clips
 * samples/step-N.png       pictures of held-out clips
 * unreadable.csv           clips that could not be read, if any
 * </pre>
 */
public final class RunFolder {
    static final String RESUME = "resume.safetensors";
    static final String LAST = "last.safetensors";
    private static final String STEP = "global_step";
    private static final System.Logger LOG = System.getLogger(RunFolder.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    private RunFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * @param resume whether to go on with what is there
     * @throws VisemeException when a training is there already and {@code resume} is false
     */
    public static RunFolder open(Path folder, boolean resume) {
        if (!resume && Files.exists(folder.resolve(RESUME))) {
            throw new VisemeException(
                    folder.toString(),
                    "holds a training already",
                    "add --resume to go on with it, or name another folder");
        }
        try {
            Files.createDirectories(folder.resolve("samples"));
        } catch (IOException e) {
            throw new VisemeException(folder.toString(), "cannot be made a folder", "name another one for --out", e);
        }
        return new RunFolder(folder);
    }

    /** Whether a training in a folder went on to its end: its last step, or the end of its patience. */
    public static boolean isComplete(Path folder) {
        Path last = folder.resolve(LAST);
        return Files.exists(last)
                && Boolean.parseBoolean(Checkpoint.read(last).metadata().get(TrainingRun.COMPLETE));
    }

    public Path file(String name) {
        return folder.resolve(name);
    }

    /**
     * Saves everything that the next step depends on.
     *
     * @param parts arrays by name, for each part of the training
     * @param notes numbers and settings
     * @throws VisemeException when a value is not finite or the disk is full; what was saved before is then as it was
     */
    void save(long step, Map<String, Map<String, NDArray>> parts, Map<String, String> notes) {
        StateDict all = new StateDict();
        parts.forEach((part, arrays) -> {
            requireFinite(step, arrays);
            all.putAll(NetworkState.copyOf(arrays).prefixed(part + "."));
        });
        Checkpoint checkpoint = new Checkpoint(all).with(STEP, String.valueOf(step));
        for (Map.Entry<String, String> note : notes.entrySet()) {
            checkpoint = checkpoint.with(note.getKey(), note.getValue());
        }
        checkpoint.save(file(RESUME));
    }

    /** What {@link #save} saved besides arrays. */
    record Saved(long step, Map<String, String> notes) {}

    /** So that the last good checkpoint is not overwritten with one that nothing can be learnt from. */
    private void requireFinite(long step, Map<String, NDArray> state) {
        if (!TorchOps.isFinite(state.values())) {
            String name = state.keySet().stream()
                    .filter(key -> !TorchOps.isFinite(List.of(state.get(key))))
                    .findFirst()
                    .orElseThrow();
            throw new VisemeException(
                    file(RESUME).toString(),
                    "is not overwritten, because " + name + " is not finite at step " + step,
                    "the last good checkpoint is kept: resume from it with a lower learningRate");
        }
    }

    /**
     * Puts back what {@link #save} saved; step 0 and no notes when nothing was saved yet.
     *
     * @param parts as for {@link #save}; they are filled
     */
    Saved resume(Map<String, Map<String, NDArray>> parts) {
        Path file = file(RESUME);
        if (!Files.exists(file)) {
            return new Saved(0, Map.of());
        }
        Checkpoint saved = Checkpoint.read(file);
        parts.forEach((part, arrays) -> NetworkState.load(arrays, saved.state().subset(part + "."), file.toString()));
        return new Saved(Long.parseLong(saved.metadata().get(STEP)), saved.metadata());
    }

    /**
     * Says which clips could not be read, and how many samples of them were replaced by others: in the log, and in {@code
     * unreadable.csv}.
     */
    void reportUnreadable(Map<String, Integer> samples) {
        if (samples.isEmpty()) {
            return;
        }
        int all = samples.values().stream().mapToInt(Integer::intValue).sum();
        StringBuilder table = new StringBuilder("clip,samples\n");
        new TreeMap<>(samples).forEach((clip, count) -> table.append(clip + "," + count + "\n"));
        AtomicFile.write(
                file("unreadable.csv"), out -> out.write(table.toString().getBytes(StandardCharsets.UTF_8)));
        LOG.log(
                Level.WARNING,
                all + " samples of " + samples.size() + " clips could not be read and were replaced by others, see "
                        + file("unreadable.csv"));
    }

    CsvLog log(String name, List<String> columns, long steps) {
        return CsvLog.open(file(name), columns, steps);
    }

    void sample(long step, RgbImage picture) {
        Images.write(picture, file("samples").resolve(String.format("step-%07d.png", step)));
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
