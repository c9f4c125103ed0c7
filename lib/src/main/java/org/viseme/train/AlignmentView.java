package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.LipBatch;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

/**
 * What the alignment modules of a shallow generator make of one face and one sound.
 *
 * @param face what the face encoder ends in
 * @param speech what the audio encoder ends in
 * @param modules what each module makes of them, in order
 */
public record AlignmentView(FeatureMap face, FeatureMap speech, List<Module> modules) {
    /** A module: what its Fourier convolution sees, the same with the statistics of the speech, and what it puts out. */
    public record Module(FeatureMap seen, FeatureMap styled, FeatureMap aligned) {}

    /**
     * Values by channel, row from the top, and column.
     *
     * @param values one array a channel
     */
    public record FeatureMap(double[][][] values) {
        static FeatureMap of(NDArray map) {
            int channels = (int) map.getShape().get(1);
            int height = (int) map.getShape().get(2);
            int width = (int) map.getShape().get(3);
            float[] flat = map.toFloatArray();
            double[][][] values = new double[channels][height][width];
            for (int i = 0; i < flat.length; i++) {
                values[i / width / height][i / width % height][i % width] = flat[i];
            }
            return new FeatureMap(values);
        }

        /** The mean of each channel. */
        public double[] means() {
            return byChannel(channel -> Arrays.stream(channel)
                    .flatMapToDouble(Arrays::stream)
                    .average()
                    .orElseThrow());
        }

        /** The standard deviation of each channel, of the values and not of a population. */
        public double[] deviations() {
            return byChannel(channel -> {
                double mean = Arrays.stream(channel)
                        .flatMapToDouble(Arrays::stream)
                        .average()
                        .orElseThrow();
                return Math.sqrt(Arrays.stream(channel)
                        .flatMapToDouble(Arrays::stream)
                        .map(value -> (value - mean) * (value - mean))
                        .average()
                        .orElseThrow());
            });
        }

        private double[] byChannel(ToDoubleFunction<double[][]> figure) {
            return Arrays.stream(values).mapToDouble(figure).toArray();
        }

        /** The mean over the channels of what a place holds. */
        public double[][] mean() {
            return across(this, (value, same) -> value);
        }

        /** The mean over the channels of the magnitude of what a place holds. */
        public double[][] magnitude() {
            return across(this, (value, same) -> Math.abs(value));
        }

        /** By how much another map of the same shape differs at each place, mean over the channels. */
        public double[][] differenceTo(FeatureMap other) {
            return across(other, (value, others) -> Math.abs(value - others));
        }

        private double[][] across(FeatureMap other, DoubleBinaryOperator what) {
            double[][] mean = new double[values[0].length][values[0][0].length];
            for (int channel = 0; channel < values.length; channel++) {
                for (int row = 0; row < mean.length; row++) {
                    for (int column = 0; column < mean[row].length; column++) {
                        double value = values[channel][row][column];
                        mean[row][column] +=
                                what.applyAsDouble(value, other.values[channel][row][column]) / values.length;
                    }
                }
            }
            return mean;
        }
    }

    /**
     * By a generator that was trained.
     *
     * @param model checkpoint of a generator with alignment modules
     * @param batch of windows of several frames; the first frame of the first one is looked at
     * @throws VisemeException when the generator has none
     */
    public static AlignmentView of(Path model, LipBatch batch) {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            return of(Wav2LipCheckpoint.load(Checkpoint.read(model), model, manager), model.toString(), batch, manager);
        }
    }

    /** By a generator with random weights. */
    public static AlignmentView untrained(Wav2LipConfig config, long seed, LipBatch batch) {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            Wav2Lip network = new Wav2Lip(config);
            network.initialize(manager, seed);
            return of(network, config.toString(), batch, manager);
        }
    }

    private static AlignmentView of(Wav2Lip network, String name, LipBatch batch, NDManager manager) {
        LipArrays arrays = LipArrays.of(batch, manager);
        NDArray mel = arrays.mel().get("0, 0:1");
        NDArray faces = arrays.faces().get("0:1, :, 0");
        Wav2Lip.Alignment steps;
        try (GradientScope off = GradientScope.off()) {
            steps = network.alignment(mel, faces, Pass.INFERENCE);
        }
        if (steps.modules().isEmpty()) {
            throw new VisemeException(name, "has no alignment modules", "use a generator of lpips-attnwav2lip");
        }
        return new AlignmentView(
                FeatureMap.of(steps.face()),
                FeatureMap.of(steps.speech()),
                steps.modules().stream()
                        .map(module -> new Module(
                                FeatureMap.of(module.seen()),
                                FeatureMap.of(module.styled()),
                                FeatureMap.of(module.aligned())))
                        .toList());
    }
}
