package org.viseme.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

/** Compares the gradients of a layer's inputs and of all its weights with finite differences. */
final class LayerGradients {
    private static final double STEP = 1e-3;

    private LayerGradients() {}

    /**
     * Of {@code sum(c * layer(inputs))} with fixed pseudo-random {@code c}, so that no element's error can hide behind
     * another's; summed in 64 bits. An error may be one percent of the array's largest gradient, and
     * what rounding to 32 bits makes of such a sum.
     */
    static void check(Layer layer, NDList inputs, Pass pass) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            inputs.get(i).setRequiresGradient(true);
            arrays.put("input " + i, inputs.get(i));
        }
        arrays.putAll(layer.weights());
        Map<String, float[]> computed = new LinkedHashMap<>();
        try (GradientScope gradients = GradientScope.record()) {
            NDArray output = layer.forward(inputs, pass).singletonOrThrow();
            NDArray factors = output.getManager().create(factors((int) output.size()), output.getShape());
            gradients.backward(output.mul(factors).sum());
            arrays.forEach(
                    (name, array) -> computed.put(name, array.getGradient().toFloatArray()));
        }
        try (GradientScope off = GradientScope.off()) {
            arrays.forEach((name, array) -> compare(name, array, computed.get(name), layer, inputs, pass));
        }
    }

    private static void compare(String name, NDArray array, float[] gradient, Layer layer, NDList inputs, Pass pass) {
        float[] values = array.toFloatArray();
        double largest = 0;
        for (float value : gradient) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < values.length; i += Math.max(1, values.length / 25)) {
            double up = value(array, values, i, STEP, layer, inputs, pass);
            double down = value(array, values, i, -STEP, layer, inputs, pass);
            assertEquals((up - down) / (2 * STEP), gradient[i], 0.01 * largest + 1.5e-3, name + ", element " + i);
        }
        set(array, values);
    }

    private static double value(
            NDArray array, float[] values, int i, double change, Layer layer, NDList inputs, Pass pass) {
        float[] changed = values.clone();
        changed[i] += (float) change;
        set(array, changed);
        float[] output = layer.forward(inputs, pass).singletonOrThrow().toFloatArray();
        float[] factors = factors(output.length);
        double sum = 0;
        for (int k = 0; k < output.length; k++) {
            sum += (double) output[k] * factors[k];
        }
        return sum;
    }

    private static void set(NDArray array, float[] values) {
        try (NDArray copy = array.getManager().create(values, array.getShape())) {
            TorchOps.assign(array, copy);
        }
    }

    private static float[] factors(int size) {
        float[] factors = new float[size];
        for (int i = 0; i < size; i++) {
            factors[i] = (float) Math.sin(1 + 1.7 * i);
        }
        return factors;
    }

    /** Values between -1 and 1, all different, in an array that may be changed in place. */
    static NDArray numbers(ai.djl.ndarray.NDManager manager, long... shape) {
        float[] values = new float[(int) new Shape(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(0.9 * i + 0.2);
        }
        return Torch.create(
                manager, java.nio.FloatBuffer.wrap(values), new Shape(shape), ai.djl.ndarray.types.DataType.FLOAT32);
    }
}
