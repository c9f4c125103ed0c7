package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/**
 * How much each place of the input has to do with one place of the output: the magnitude of the gradient (Luo et al.,
 * "Understanding the effective receptive field in deep convolutional neural networks", NeurIPS 2016).
 */
public final class ReceptiveField {
    private static final int DRAWS = 32;

    private ReceptiveField() {}

    /**
     * The field of the middle of the output, mean over random inputs and random directions of the output. The layer runs in
     * evaluation mode and is frozen.
     *
     * @param layer from (batch, channels, size, size) to the same height and width
     * @param seed of inputs and directions
     * @param manager that of the layer's arrays
     * @return (size, size), the largest value 1; exactly 0 where nothing is seen
     */
    public static double[][] of(Layer layer, int channels, int size, long seed, NDManager manager) {
        layer.setTrainable(false);
        SplittableRandom random = new SplittableRandom(seed);
        double[][] field = new double[size][size];
        try (NativeScope scope = NativeScope.under(manager)) {
            NDArray input = normal(scope.manager(), random, DRAWS, channels, size, size);
            input.setRequiresGradient(true);
            try (GradientScope gradients = GradientScope.record()) {
                NDArray output =
                        layer.forward(new NDList(input), Pass.INFERENCE).singletonOrThrow();
                NDArray middle = output.get(":, :, " + size / 2 + ", " + size / 2);
                NDArray direction = normal(
                        scope.manager(), random, DRAWS, (int) middle.getShape().get(1));
                gradients.backward(middle.mul(direction).sum());
            }
            float[] values = input.getGradient().abs().toFloatArray();
            for (int i = 0; i < values.length; i++) {
                field[i / size % size][i % size] += values[i];
            }
        }
        return relative(field);
    }

    private static NDArray normal(NDManager manager, SplittableRandom random, int... shape) {
        Shape sizes = new Shape(Arrays.stream(shape).asLongStream().toArray());
        FloatBuffer values = FloatBuffer.allocate(Math.toIntExact(sizes.size()));
        while (values.hasRemaining()) {
            values.put((float) random.nextGaussian());
        }
        return Torch.create(manager, values.flip(), sizes, DataType.FLOAT32);
    }

    private static double[][] relative(double[][] field) {
        double largest = 0;
        for (double[] row : field) {
            for (double value : row) {
                largest = Math.max(largest, value);
            }
        }
        for (double[] row : field) {
            for (int i = 0; i < row.length; i++) {
                row[i] /= largest;
            }
        }
        return field;
    }
}
