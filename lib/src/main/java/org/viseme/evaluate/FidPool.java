package org.viseme.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.viseme.AtomicFile;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;
import org.viseme.checkpoint.TensorData;
import org.viseme.media.RgbImage;
import org.viseme.metric.FeatureMoments;
import org.viseme.metric.FrechetDistance;
import org.viseme.model.perceptual.InceptionV3;
import org.viseme.nn.Pass;
import org.viseme.report.Score;
import org.viseme.report.Score.Better;
import org.viseme.report.Score.Kind;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/**
 * FID of all drawn crops against all real ones. The features of each clip are a file until the distance is known, so that
 * an evaluation can be stopped; in memory there is one clip.
 */
final class FidPool {
    static final Score SCORE = new Score(
            "FID",
            "inception-v3",
            Better.LOWER,
            Kind.POOLED,
            "Frechet distance of the features of all drawn and all real crops; from few frames it comes out too high");
    private static final int BATCH = 8;
    private static final String FEATURES = "features";

    private final InceptionV3 network;
    private final NDManager manager;
    private final Path folder;

    /** @param folder of the features */
    FidPool(InceptionV3 network, NDManager manager, Path folder) {
        this.network = network;
        this.manager = manager;
        this.folder = folder;
    }

    /** Looks at the frames of a clip. */
    void add(String group, String clip, List<RgbImage> frames) {
        StateDict features;
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope off = GradientScope.off()) {
            NDList parts = new NDList();
            for (int from = 0; from < frames.size(); from += BATCH) {
                List<RgbImage> batch = frames.subList(from, Math.min(from + BATCH, frames.size()));
                parts.add(network.forward(new NDList(FrameArrays.of(batch, scope.manager())), Pass.INFERENCE)
                        .singletonOrThrow());
            }
            NDArray all = NDArrays.concat(parts, 0);
            features = NetworkState.copyOf(Map.of(FEATURES, all));
        }
        new Checkpoint(features).save(file(group, clip));
    }

    /** Whether a clip was looked at. */
    boolean has(String group, String clip) {
        return Files.exists(file(group, clip));
    }

    /** The distance of the clips of two groups. */
    double distance(String group, String other, List<String> clips) {
        try (FeatureMoments drawn = moments(group, clips);
                FeatureMoments real = moments(other, clips)) {
            return FrechetDistance.between(drawn, real).distance();
        }
    }

    /** Deletes all features, when every distance is known. */
    void discard() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw AtomicFile.failure(folder, e);
        }
    }

    private FeatureMoments moments(String group, List<String> clips) {
        FeatureMoments moments = new FeatureMoments(manager, InceptionV3.FEATURES);
        for (String clip : clips) {
            try (NativeScope scope = NativeScope.under(manager)) {
                TensorData features = Checkpoint.read(file(group, clip)).state().get(FEATURES);
                Shape shape = new Shape(features.elements() / InceptionV3.FEATURES, InceptionV3.FEATURES);
                moments.add(
                        Torch.create(scope.manager(), FloatBuffer.wrap(features.toFloats()), shape, DataType.FLOAT32));
            }
        }
        return moments;
    }

    private Path file(String group, String clip) {
        return folder.resolve(group).resolve(clip + ".safetensors");
    }
}
