package org.viseme.parity;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.viseme.checkpoint.TensorData;

/**
 * Numbers that follow from a name and a seed: the FNV-1a hash of the name starts a SplitMix64 sequence, whose upper 24 bits
 * are a fraction.
 */
public final class GeneratedTensor {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private GeneratedTensor() {}

    /** Element {@code index} of a name's sequence, in [0, 1). */
    public static double fraction(String name, long seed, long index) {
        return fraction(start(name, seed), index);
    }

    /** An input: {@code lo + (hi - lo) * fraction} of the name {@code input.NAME}. */
    public static float[] input(String name, long seed, double lo, double hi, int size) {
        long start = start("input." + name, seed);
        return generate(size, i -> lo + (hi - lo) * fraction(start, i));
    }

    /**
     * A tensor of a network's state; its last name and its shape decide about the range.
     *
     * @param scale factor for weights of two or more dimensions
     */
    public static TensorData state(String name, long seed, double scale, long... shape) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        int size = (int) java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        long start = start(name, seed);
        float[] values = generate(size, i -> value(last, shape, size, scale, fraction(start, i)));
        return TensorData.of(values, shape);
    }

    private static double value(String last, long[] shape, int size, double scale, double fraction) {
        double signed = 2 * fraction - 1;
        boolean matrix = shape.length >= 2;
        return switch (last) {
            case "running_var" -> 1 + 0.5 * fraction;
            case "num_batches_tracked" -> 0;
            case "weight_g" -> 1 + 0.1 * signed;
            case "weight", "weight_v" -> {
                if (matrix) {
                    yield scale * Math.sqrt(3.0 / (size / (double) shape[0])) * signed;
                }
                yield last.equals("weight") ? 1 + 0.1 * signed : 0.1 * signed;
            }
            default -> 0.1 * signed;
        };
    }

    private static long start(String name, long seed) {
        long hash = 0xcbf29ce484222325L;
        for (byte letter : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (letter & 0xff)) * 0x100000001b3L;
        }
        return hash ^ (seed * GOLDEN);
    }

    private static double fraction(long start, long index) {
        long z = start + (index + 1) * GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (z >>> 40) / (double) (1 << 24);
    }

    private static float[] generate(int size, java.util.function.IntToDoubleFunction element) {
        float[] values = new float[size];
        IntStream.range(0, size).parallel().forEach(i -> values[i] = (float) element.applyAsDouble(i));
        return values;
    }
}
