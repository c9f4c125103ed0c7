package org.viseme.nn;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a convolution or a pooling slides over its input, with a number for each axis: two for pictures (height, width),
 * three for videos (time, height, width).
 *
 * @param kernel extent
 * @param stride step
 * @param padding elements beyond each edge
 */
public record Window(List<Integer> kernel, List<Integer> stride, List<Integer> padding) {
    public Window {
        if (kernel.size() != stride.size() || kernel.size() != padding.size()) {
            throw new IllegalArgumentException("kernel " + kernel + ", stride " + stride + ", padding " + padding);
        }
    }

    /** A window that moves by single steps and stays inside. */
    public static Window of(int... kernel) {
        return new Window(list(kernel), all(kernel.length, 1), all(kernel.length, 0));
    }

    public Window stride(int... steps) {
        return new Window(kernel, list(steps), padding);
    }

    public Window padding(int... elements) {
        return new Window(kernel, stride, list(elements));
    }

    int axes() {
        return kernel.size();
    }

    static List<Integer> all(int axes, int value) {
        return Collections.nCopies(axes, value);
    }

    private static List<Integer> list(int... values) {
        return IntStream.of(values).boxed().toList();
    }
}
