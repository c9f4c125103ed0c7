package org.viseme.train;

import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.viseme.VisemeException;

/** Says which batch size fits when the memory of the device was not enough. */
public final class BatchFit {
    private BatchFit() {}

    /**
     * What a training gives.
     *
     * @param setting name of its batches' size in its recipe
     * @param batch that size
     * @param step does one step with a batch of the given size, forward, backward and update, and frees what it made
     * @throws VisemeException that names the largest batch that fits, when libtorch runs out of memory
     */
    public static <R> R orExplain(Supplier<R> training, String setting, int batch, IntConsumer step) {
        try {
            return training.get();
        } catch (VisemeException e) {
            throw e;
        } catch (RuntimeException e) {
            throw explain(e, setting, batch, step);
        }
    }

    /**
     * What to throw for an error of a training. When libtorch ran out of memory, that is an error which names the largest
     * batch that fits, out of a half, a quarter, ...; otherwise it is the error itself.
     *
     * @param setting name of the size in the recipe
     * @param batch the size that the error came with
     * @param step does one step with a batch of the given size, forward, backward and update, and frees what it made
     */
    static RuntimeException explain(RuntimeException problem, String setting, int batch, IntConsumer step) {
        if (!isOutOfMemory(problem)) {
            return problem;
        }
        for (int smaller = batch / 2; smaller > 0; smaller /= 2) {
            if (fits(smaller, step)) {
                return new VisemeException(
                        setting + " " + batch,
                        "does not fit into the memory of the device",
                        smaller + " does: --set " + setting + "=" + smaller,
                        problem);
            }
        }
        return new VisemeException(
                setting + " " + batch,
                "does not fit into the memory of the device, nor does a smaller one",
                "choose a smaller network or a device with more memory",
                problem);
    }

    private static boolean fits(int batch, IntConsumer step) {
        try {
            step.accept(batch);
            return true;
        } catch (RuntimeException e) {
            if (isOutOfMemory(e)) {
                return false;
            }
            throw e;
        }
    }

    /** Whether libtorch could not get memory, on a GPU or on the CPU; causes are looked at too. */
    static boolean isOutOfMemory(Throwable problem) {
        for (Throwable e = problem; e != null; e = e.getCause()) {
            String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            if (text.contains("out of memory") || text.contains("can't allocate memory")) {
                return true;
            }
        }
        return false;
    }
}
