package org.viseme.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * A stretch of code in which the calling thread records graphs ({@link #record}) or does not ({@link #off}). Scopes nest;
 * closing one restores what was before.
 *
 * <p>Unlike the engine's collector it does not walk over all live arrays, is not limited to one in the whole process, and
 * leaves clearing of gradients to the optimizer that consumes them.
 */
public final class GradientScope implements AutoCloseable {
    private final boolean before;

    private GradientScope(boolean on) {
        before = JniUtils.isGradMode();
        JniUtils.setGradMode(on);
    }

    /** Records a graph from arrays that require gradients. */
    public static GradientScope record() {
        Torch.processManager();
        return new GradientScope(true);
    }

    /** Records nothing: inference, updates in place, copies. */
    public static GradientScope off() {
        Torch.processManager();
        return new GradientScope(false);
    }

    /** Adds the gradients of a scalar to every array that it was computed from and that requires one; frees the graph. */
    public void backward(NDArray loss) {
        // The engine cannot make a bfloat16 array to start from, so the graph ends in 32 bits.
        try (NDArray full = TorchOps.cast(loss, Precision.FP32);
                NDArray one = full.onesLike()) {
            JniUtils.backward((PtNDArray) full, (PtNDArray) one, false, false);
        }
    }

    @Override
    public void close() {
        JniUtils.setGradMode(before);
    }
}
