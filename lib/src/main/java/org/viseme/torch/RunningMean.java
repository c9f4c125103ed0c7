package org.viseme.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Means of named scalars, such as losses, over the steps between two lines of a log. The sums stay on the device, so that
 * no step waits for it; {@link #take} fetches all of them in one transfer.
 */
public final class RunningMean implements AutoCloseable {
    private final NDManager manager;
    private final Map<String, Sum> sums = new LinkedHashMap<>();

    private static final class Sum {
        final NDArray array;
        int count;

        Sum(NDArray array) {
            this.array = array;
        }
    }

    /**
     * @param parent owns the sums until they are closed, on the device of the scalars
     */
    public RunningMean(NDManager parent) {
        manager = parent.newSubManager();
    }

    /**
     * Adds a value to the mean of that name.
     *
     * @param value a scalar on the device, of any floating type; it is not changed, and no graph is kept alive by it
     */
    public void add(String name, NDArray value) {
        Sum sum = sums.computeIfAbsent(name, key -> new Sum(manager.zeros(new Shape(), DataType.FLOAT64)));
        try (GradientScope off = GradientScope.off()) {
            TorchScript.of(List.of("s", "x"), "return torch.add_(s, x)")
                    .apply(sum.array, value)
                    .close();
        }
        sum.count++;
    }

    /**
     * The means since the last call, by name in the order in which the names were first added; names without a value
     * since then are left out. Waits for the device, once.
     */
    public Map<String, Double> take() {
        Map<String, Sum> counted = new LinkedHashMap<>(sums);
        counted.values().removeIf(sum -> sum.count == 0);
        if (counted.isEmpty()) {
            return Map.of();
        }
        NDList arrays = new NDList();
        counted.values().forEach(sum -> arrays.add(sum.array));
        double[] totals = totals(arrays);
        Map<String, Double> means = new LinkedHashMap<>();
        int i = 0;
        for (Map.Entry<String, Sum> entry : counted.entrySet()) {
            means.put(entry.getKey(), totals[i++] / entry.getValue().count);
            entry.getValue().count = 0;
        }
        return means;
    }

    /**
     * Sums and counts since the last {@link #take}, by name: what a checkpoint keeps so that the next mean is the same as
     * without an interruption. Waits for the device.
     */
    public Map<String, double[]> pending() {
        Map<String, double[]> pending = new LinkedHashMap<>();
        sums.forEach((name, sum) -> pending.put(name, new double[] {sum.array.getDouble(), sum.count}));
        return pending;
    }

    /** Goes on with what {@link #pending} gave. */
    public void resume(Map<String, double[]> pending) {
        pending.forEach((name, sum) -> {
            Sum resumed = new Sum(manager.create(sum[0]));
            resumed.count = (int) sum[1];
            sums.put(name, resumed);
        });
    }

    /** The values of scalars, which are then set to zero. */
    private double[] totals(NDList arrays) {
        try (GradientScope off = GradientScope.off();
                NDManager scope = manager.newSubManager()) {
            return TorchScript.of(List.of("s[]"), "List[Tensor]", """
                    totals = torch.stack(s)
                    torch._foreach_zero_(s)
                    return [totals]
                    """)
                    .applyLists(scope, List.of(arrays))
                    .singletonOrThrow()
                    .toDoubleArray();
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
