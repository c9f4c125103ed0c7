package org.viseme.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;

/**
 * An owner of native memory: every array created in it, or computed from arrays in it, is freed when it closes. One scope
 * a training step, one a batch of inference.
 */
public final class NativeScope implements AutoCloseable {
    private final NDManager parent;
    private final NDManager manager;

    private NativeScope(NDManager parent) {
        this.parent = parent;
        this.manager = parent.newSubManager();
    }

    /** A scope whose kept arrays go to {@code parent}. */
    public static NativeScope under(NDManager parent) {
        return new NativeScope(parent);
    }

    public NDManager manager() {
        return manager;
    }

    /** Puts an array under this scope, so that it is freed with it; for results that would follow another operand. */
    public NDArray own(NDArray array) {
        array.attach(manager);
        return array;
    }

    /** Lets an array outlive this scope: it is the parent's from now on. */
    public NDArray keep(NDArray array) {
        array.attach(parent);
        return array;
    }

    /** Arrays alive in a manager and all managers below it; for tests that watch that the number does not grow. */
    public static int liveArrays(NDManager manager) {
        return ((PtNDManager) manager).getManagedArrays().size();
    }

    @Override
    public void close() {
        manager.close();
    }
}
