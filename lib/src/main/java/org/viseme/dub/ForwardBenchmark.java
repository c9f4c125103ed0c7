package org.viseme.dub;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.viseme.model.avcat.AvCat;
import org.viseme.model.avcat.AvCatConfig;
import org.viseme.model.talklip.TalkLip;
import org.viseme.model.talklip.TalkLipConfig;
import org.viseme.model.talklip.TalkLipConfig.Hearing;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;

/**
 * Forward passes of several generators, folded as for dubbing, in turn: what disturbs a machine disturbs all of them, so
 * that their ratios hold where times do not.
 */
public final class ForwardBenchmark {
    private static final int WARM_UP = 5;

    private ForwardBenchmark() {}

    /**
     * A network.
     *
     * @param network without arrays yet
     * @param inputs shapes of what it reads to draw so many frames
     */
    public record Candidate(Layer network, IntFunction<List<Shape>> inputs) {}

    /** A generator of the Wav2Lip family. */
    public static Candidate wav2lip(Wav2LipConfig config) {
        int size = Wav2LipConfig.FACE_SIZE;
        return new Candidate(
                new Wav2Lip(config),
                frames -> List.of(
                        new Shape(frames, 1, Wav2LipConfig.MEL_BANDS, Wav2LipConfig.MEL_COLUMNS),
                        new Shape(frames, 6, size, size)));
    }

    /** A TalkLip; all frames are of one utterance, where it hears such. */
    public static Candidate talkLip(TalkLipConfig config) {
        int size = Wav2LipConfig.FACE_SIZE;
        return new Candidate(
                new TalkLip(config),
                frames -> List.of(
                        config.hearing() == Hearing.GLOBAL
                                ? new Shape(1, frames, config.encoder().audioFeatures())
                                : new Shape(frames, 1, Wav2LipConfig.MEL_BANDS, Wav2LipConfig.MEL_COLUMNS),
                        new Shape(frames, 6, size, size)));
    }

    /** An AV-CAT. */
    public static Candidate avcat(AvCatConfig config) {
        int size = config.faceSize();
        return new Candidate(
                new AvCat(config),
                frames -> List.of(
                        new Shape(frames, 1, AvCatConfig.MEL_BANDS, config.melColumns()),
                        new Shape(frames, 3, size, size),
                        new Shape(frames, 3, size, size)));
    }

    /**
     * @param networks by the name that readers shall see
     * @param batch frames at a time
     * @param rounds forward passes of each that are measured
     * @return the median time of a forward pass in milliseconds, by name, in the order of {@code networks}
     */
    public static Map<String, Double> milliseconds(
            Map<String, Candidate> networks, int batch, int rounds, Precision precision, Device device) {
        Map<String, double[]> times = new LinkedHashMap<>();
        Pass pass = Pass.INFERENCE.withPrecision(precision);
        try (NDManager manager = Torch.newManager(device);
                GradientScope off = GradientScope.off()) {
            networks.forEach((name, candidate) -> {
                candidate.network().initialize(manager, 1);
                candidate.network().foldForInference();
                times.put(name, new double[rounds]);
            });
            for (int round = -WARM_UP; round < rounds; round++) {
                for (Map.Entry<String, Candidate> network : networks.entrySet()) {
                    double time = time(network.getValue(), batch, pass, manager);
                    if (round >= 0) {
                        times.get(network.getKey())[round] = time;
                    }
                }
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        times.forEach((name, all) -> {
            Arrays.sort(all);
            medians.put(name, all[all.length / 2]);
        });
        return medians;
    }

    /** Waits for the result, so that a device has done its work. */
    private static double time(Candidate candidate, int batch, Pass pass, NDManager manager) {
        try (NativeScope scope = NativeScope.under(manager)) {
            NDList zeros = new NDList();
            candidate
                    .inputs()
                    .apply(batch)
                    .forEach(shape -> zeros.add(scope.manager().zeros(shape, DataType.FLOAT32)));
            Torch.synchronize(manager);
            long begin = System.nanoTime();
            candidate
                    .network()
                    .forward(zeros, pass)
                    .singletonOrThrow()
                    .get("0, 0, 0, 0")
                    .getFloat();
            return (System.nanoTime() - begin) / 1e6;
        }
    }
}
