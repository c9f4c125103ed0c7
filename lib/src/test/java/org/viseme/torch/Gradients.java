package org.viseme.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import java.util.function.UnaryOperator;

/** Compares a gradient that libtorch computed with finite differences. */
public final class Gradients {
    private Gradients() {}

    /**
     * Checks the gradient of {@code sum(weights * function(input))} with fixed pseudo-random weights, so that no element's
     * error can hide behind another's.
     *
     * @param tolerance largest absolute difference; the function's curvature and 32-bit rounding limit what can be asked
     */
    public static void check(NDArray input, UnaryOperator<NDArray> function, double tolerance) {
        float[] computed;
        input.setRequiresGradient(true);
        try (GradientScope gradients = GradientScope.record()) {
            gradients.backward(weighted(function.apply(input)));
            computed = input.getGradient().toFloatArray();
        } finally {
            input.setRequiresGradient(false);
        }
        float[] values = input.toFloatArray();
        float step = 1e-2f;
        for (int i = 0; i < values.length; i++) {
            float[] up = values.clone();
            float[] down = values.clone();
            up[i] += step;
            down[i] -= step;
            double difference = (value(input, up, function) - value(input, down, function)) / (2 * step);
            assertEquals(difference, computed[i], tolerance, "element " + i);
        }
    }

    private static double value(NDArray like, float[] values, UnaryOperator<NDArray> function) {
        try (GradientScope off = GradientScope.off();
                NDArray input = like.getManager().create(values, like.getShape())) {
            return weighted(function.apply(input))
                    .toType(ai.djl.ndarray.types.DataType.FLOAT32, true)
                    .getFloat();
        }
    }

    private static NDArray weighted(NDArray output) {
        float[] weights = new float[(int) output.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) Math.sin(1 + 1.7 * i);
        }
        return output.mul(output.getManager().create(weights, output.getShape()))
                .sum();
    }
}
