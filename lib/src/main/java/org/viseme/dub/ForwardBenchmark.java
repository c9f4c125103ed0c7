package org.viseme.dub;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.viseme.model.talklip.TalkLip;
import org.viseme.model.talklip.TalkLipConfig.Hearing;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/**
 * Forward passes of several generators, folded as for dubbing, in turn: what disturbs a machine disturbs all of them, so
 * that their ratios hold where times do not.
 */
public final class ForwardBenchmark {
    private static final int WARM_UP = 5;

    private ForwardBenchmark() {}

    /**
     * @param networks generators by the name that readers shall see, without arrays yet
     * @param batch frames at a time
     * @param rounds forward passes of each that are measured
     * @return the median time of a forward pass in milliseconds, by name, in the order of {@code networks}
     */
    public static Map<String, Double> milliseconds(Map<String, Layer> networks, int batch, int rounds, Device device) {
        Map<String, double[]> times = new LinkedHashMap<>();
        try (NDManager manager = Torch.newManager(device);
                GradientScope off = GradientScope.off()) {
            Map<String, NDArray> speech = new LinkedHashMap<>();
            networks.forEach((name, network) -> {
                network.initialize(manager, 1);
                network.foldForInference();
                speech.put(name, manager.zeros(speech(network, batch), DataType.FLOAT32));
                times.put(name, new double[rounds]);
            });
            int size = Wav2LipConfig.FACE_SIZE;
            NDArray faces = manager.zeros(new Shape(batch, 6, size, size), DataType.FLOAT32);
            for (int round = -WARM_UP; round < rounds; round++) {
                for (Map.Entry<String, Layer> network : networks.entrySet()) {
                    double time = time(network.getValue(), speech.get(network.getKey()), faces, manager);
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

    /** What a network hears that it may draw so many frames; those of one utterance, where it hears such. */
    private static Shape speech(Layer network, int frames) {
        return network instanceof TalkLip talkLip && talkLip.config().hearing() == Hearing.GLOBAL
                ? new Shape(1, frames, talkLip.config().encoder().audioFeatures())
                : new Shape(frames, 1, Wav2LipConfig.MEL_BANDS, Wav2LipConfig.MEL_COLUMNS);
    }

    /** Waits for the result, so that a device has done its work. */
    private static double time(Layer network, NDArray speech, NDArray faces, NDManager manager) {
        long begin = System.nanoTime();
        try (NativeScope scope = NativeScope.under(manager)) {
            NDArray drawn =
                    network.forward(new NDList(speech, faces), Pass.INFERENCE).singletonOrThrow();
            drawn.get("0, 0, 0, 0").getFloat();
        }
        return (System.nanoTime() - begin) / 1e6;
    }
}
