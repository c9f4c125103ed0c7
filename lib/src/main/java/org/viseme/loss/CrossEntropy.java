package org.viseme.loss;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.viseme.torch.TorchScript;

/** How surprising the right class is, over classes and over texts. */
public final class CrossEntropy {
    private CrossEntropy() {}

    /**
     * The mean over all places with a class, smoothed as fairseq does: the wrong classes share {@code smoothing} of the
     * target evenly, so that 0.1 leaves 0.9 for the right one. (Label smoothing as PyTorch counts it gives a share to
     * the right class as well.)
     *
     * @param logits (..., classes)
     * @param targets as many 64-bit classes, without the last axis; {@code ignored} where there is none
     * @return a scalar; 0 where no place has a class, and chance is the logarithm of the number of classes
     */
    public static NDArray of(NDArray logits, NDArray targets, long ignored, double smoothing) {
        long classes = logits.getShape().get(logits.getShape().dimension() - 1);
        double torchs = smoothing * classes / (classes - 1);
        return TorchScript.of(List.of("x", "t"), """
                        flat = torch.to(torch.reshape(x, [-1, %1$d]), 6)
                        sum = torch.cross_entropy_loss(flat, torch.reshape(t, [-1]), None, 2, %2$d, %3$s)
                        return torch.div(sum, torch.clamp_min(torch.sum(torch.ne(t, %2$d)), 1))
                        """.formatted(classes, ignored, torchs))
                .apply(logits, targets);
    }

    /**
     * The share of places with a class that are most probable there.
     *
     * @return a scalar without a graph
     */
    public static NDArray accuracy(NDArray logits, NDArray targets, long ignored) {
        return TorchScript.of(List.of("x", "t"), """
                        known = torch.ne(t, %d)
                        right = torch.logical_and(known, torch.eq(torch.argmax(torch.detach(x), -1), t))
                        return torch.div(torch.to(torch.sum(right), 6), torch.to(torch.sum(known), 6))
                        """.formatted(ignored)).apply(logits, targets);
    }
}
