package org.viseme.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An exponential moving average of a network's weights, with a copy of its statistics: a network that is steadier than
 * the one that is being trained, for evaluation and saving.
 *
 * <pre>{@code
 * optimizer.step(rate);
 * ema.update(0.999);
 * ...
 * try (Ema.Applied averaged = ema.applied()) {
 *     evaluate(network); // or save it
 * } // the training values are back
 * }</pre>
 */
public final class Ema implements AutoCloseable {
    private static final String UPDATES = "ema_updates";

    private final NDManager manager;
    private final NDList weights = new NDList();
    private final NDList statistics = new NDList();
    private final NDList averages = new NDList();
    private final NDList copies = new NDList();
    private final Map<String, NDArray> state = new LinkedHashMap<>();
    private final NDArray updates;
    private boolean applied;

    /**
     * Starts with the values that the network has.
     *
     * @param parent owns the averages until they are closed
     * @param weights the arrays that an optimizer updates, by state name
     * @param network all arrays by state name, {@code weights} and statistics
     */
    public Ema(NDManager parent, Map<String, NDArray> weights, Map<String, NDArray> network) {
        manager = parent.newSubManager();
        try (GradientScope off = GradientScope.off()) {
            network.forEach((name, array) -> {
                NDArray copy = TorchOps.copy(array);
                copy.attach(manager);
                state.put(name, copy);
                boolean weight = weights.containsKey(name);
                (weight ? this.weights : statistics).add(array);
                (weight ? averages : copies).add(copy);
            });
        }
        // On the CPU, where the share that depends on it can be computed without waiting for the device.
        updates = manager.newSubManager(Device.cpu()).zeros(new Shape());
        state.put(UPDATES, updates);
    }

    /**
     * Moves the averages towards the weights, after a step of the optimizer. The first updates keep less, min(decay,
     * (1 + n) / (10 + n)) at update n counted from 0, so that the initial weights are soon forgotten.
     *
     * @param decay share of the average that is kept, in 0..1
     */
    public void update(double decay) {
        if (applied) {
            throw new IllegalStateException("the averages are applied: close them before the next step");
        }
        TorchScript update =
                TorchScript.of(List.of("a[]", "w[]", "n[]"), "List[Tensor]", """
                warm = torch.div(torch.add(n[0], 1.0), torch.add(n[0], 10.0))
                share = torch.rsub(torch.clamp_max(warm, %s), 1.0)
                torch._foreach_lerp_(a, w, torch.item(share))
                done = torch.add_(n[0], 1.0)
                return annotate(List[Tensor], [])
                """.formatted(TorchOps.number(decay)));
        try (GradientScope off = GradientScope.off()) {
            update.applyLists(manager, List.of(averages, weights, new NDList(updates)));
        }
        assign(copies, statistics);
    }

    /**
     * The averages and copies by state name, and the number of updates. The arrays are this object's own: copy them out
     * before the next update, fill them to resume.
     */
    public Map<String, NDArray> state() {
        return Collections.unmodifiableMap(state);
    }

    /** Puts the averaged values into the network until the result is closed; one at a time. */
    public Applied applied() {
        if (applied) {
            throw new IllegalStateException("the averages are applied already");
        }
        return new Applied();
    }

    private static void assign(NDList targets, NDList sources) {
        if (targets.isEmpty()) {
            return; // a network without statistics
        }
        try (GradientScope off = GradientScope.off()) {
            TorchScript.of(List.of("a[]", "b[]"), "List[Tensor]", """
                    torch._foreach_copy_(a, b)
                    return annotate(List[Tensor], [])
                    """)
                    .applyLists(targets.getManager(), List.of(targets, sources));
        }
    }

    @Override
    public void close() {
        manager.close();
    }

    /** The network with averaged values. */
    public final class Applied implements AutoCloseable {
        private final NDList trainedWeights = copyOf(weights);
        private final NDList trainedStatistics = copyOf(statistics);

        private Applied() {
            assign(weights, averages);
            assign(statistics, copies);
            applied = true;
        }

        private NDList copyOf(NDList arrays) {
            NDList copy = new NDList();
            try (GradientScope off = GradientScope.off()) {
                arrays.forEach(array -> copy.add(TorchOps.copy(array)));
            }
            return copy;
        }

        /** Puts the training values back. */
        @Override
        public void close() {
            if (applied) {
                assign(weights, trainedWeights);
                assign(statistics, trainedStatistics);
                trainedWeights.close();
                trainedStatistics.close();
                applied = false;
            }
        }
    }
}
