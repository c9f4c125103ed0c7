package org.viseme.train;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
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
 * </pre>
 */
public final class RunFolder {
    static final String RESUME = "resume.safetensors";
    private static final String NETWORK = "network.";
    private static final String OPTIMIZER = "optimizer.";
    private static final String BEST = "best_held_out";
    private static final String STEP = "global_step";
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

    public Path file(String name) {
        return folder.resolve(name);
    }

    /**
     * Saves everything that the next step depends on.
     *
     * @throws VisemeException when a value is not finite or the disk is full; what was saved before is then as it was
     */
    void save(long step, Map<String, NDArray> network, Map<String, NDArray> optimizer, Object recipe, double best) {
        requireFinite(step, network);
        requireFinite(step, optimizer);
        new Checkpoint(NetworkState.copyOf(network)
                        .prefixed(NETWORK)
                        .putAll(NetworkState.copyOf(optimizer).prefixed(OPTIMIZER)))
                .with(STEP, String.valueOf(step))
                .with("recipe", json(recipe))
                .with(BEST, String.valueOf(best))
                .save(file(RESUME));
    }

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
     * Puts back what {@link #save} saved.
     *
     * @return the step to go on with; 0 when nothing was saved yet
     */
    long resume(Map<String, NDArray> network, Map<String, NDArray> optimizer) {
        Path file = file(RESUME);
        if (!Files.exists(file)) {
            return 0;
        }
        Checkpoint saved = Checkpoint.read(file);
        NetworkState.load(network, saved.state().subset(NETWORK), file.toString());
        NetworkState.load(optimizer, saved.state().subset(OPTIMIZER), file.toString());
        return Long.parseLong(saved.metadata().get(STEP));
    }

    /** The lowest held-out error when {@link #save} was called; infinite when nothing was saved yet. */
    double best() {
        Path file = file(RESUME);
        return Files.exists(file)
                ? Double.parseDouble(Checkpoint.read(file).metadata().get(BEST))
                : Double.POSITIVE_INFINITY;
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
