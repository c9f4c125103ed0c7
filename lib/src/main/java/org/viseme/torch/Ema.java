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
 * An exponential moving average of a network, weights and statistics alike: one that is steadier than the network that is
 * being trained, for evaluation and saving. Statistics of batch norms need it most where batches are small or made of
 * neighbouring frames: those of the last few batches would colour every picture.
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
    private final NDList values = new NDList();
    private final NDList averages = new NDList();
    private final Map<String, NDArray> state = new LinkedHashMap<>();
    private final NDArray updates;
    private boolean applied;

    /**
     * Starts with the values that the network has.
     *
     * @param parent owns the averages until they are closed
     * @param network all arrays by state name
     */
    public Ema(NDManager parent, Map<String, NDArray> network) {
        manager = parent.newSubManager();
        try (GradientScope off = GradientScope.off()) {
            network.forEach((name, array) -> {
                NDArray copy = TorchOps.copy(array);
                copy.attach(manager);
                state.put(name, copy);
                values.add(array);
                averages.add(copy);
            });
        }
        // On the CPU, where the share that depends on it can be computed without waiting for the device.
        updates = manager.newSubManager(Device.cpu()).zeros(new Shape());
        state.put(UPDATES, updates);
    }

    /**
     * Moves the averages towards the network, after a step of the optimizer. The first updates keep less, min(decay,
     * (1 + n) / (10 + n)) at update n counted from 0, so that the initial values are soon forgotten.
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
            update.applyLists(manager, List.of(averages, values, new NDList(updates)));
        }
    }

    /**
     * The averages by state name, and the number of updates. The arrays are this object's own: copy them out
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
        private final NDList trained = copyOf(values);

        private Applied() {
            assign(values, averages);
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
                assign(values, trained);
                trained.close();
                applied = false;
            }
        }
    }
}
