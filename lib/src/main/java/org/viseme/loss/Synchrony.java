package org.viseme.loss;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.nn.Pass;
import org.viseme.torch.TorchScript;

/**
 * Losses on the embeddings of a sync expert (Wav2Lip, equations 1 and 2). The cosine of speech and lips is the probability
 * that they belong together; embeddings are nowhere negative, so it lies in 0..1.
 */
public final class Synchrony {
    private static final TorchScript SIMILARITY =
            TorchScript.of(List.of("speech", "lips"), "return torch.cosine_similarity(speech, lips, 1, 1e-08)");
    private static final TorchScript MATRIX = TorchScript.of(
            List.of("speech", "lips"),
            "return torch.clamp(torch.matmul(lips, torch.transpose(speech, 1, 2)), 0.0, 1.0)");
    private static final TorchScript PAIRS = TorchScript.of(List.of("p"), """
            windows = torch.size(p, 1)
            same = torch.diagonal(p, 0, 1, 2)
            positive = torch.neg(torch.mean(torch.clamp_min(torch.log(same), -100.0)))
            other = torch.log(torch.rsub(p, 1.0))
            all = torch.sum(torch.clamp_min(other, -100.0))
            own = torch.sum(torch.clamp_min(torch.diagonal(other, 0, 1, 2), -100.0))
            count = torch.mul(torch.numel(same), torch.sub(windows, 1))
            negative = torch.div(torch.sub(own, all), count)
            return torch.mul(torch.add(positive, negative), 0.5)
            """);

    private Synchrony() {}

    /**
     * Cosine of each pair.
     *
     * @param speech (batch, embedding)
     * @param lips (batch, embedding)
     * @return (batch), in 0..1
     */
    public static NDArray similarity(NDArray speech, NDArray lips) {
        return SIMILARITY.apply(speech, lips);
    }

    /**
     * The generator's loss: how far the expert is from taking the pairs for synchronous (equation 2).
     *
     * @param similarity (batch), in 0..1
     * @return a scalar
     */
    public static NDArray inSync(NDArray similarity) {
        return Adversarial.towards(similarity, true);
    }

    /**
     * As {@link #inSync(NDArray)}, of what an expert makes of windows.
     *
     * @param mel what is heard, (batch, 1, 80, 16)
     * @param drawn what is seen, (batch, 3, 5, height, width), blue first; the gradient goes through the expert to it
     * @return a scalar
     */
    public static NDArray inSync(SyncExpert expert, NDArray mel, NDArray drawn, Pass pass) {
        return inSync(similarity(expert.speech(mel, pass), expert.lips(drawn, pass)));
    }

    /**
     * Cosines of all pairs within each group.
     *
     * @param speech (groups * windows, embedding), rows of length one
     * @param lips as {@code speech}
     * @return (groups, windows of lips, windows of speech), in 0..1
     */
    public static NDArray matrix(NDArray speech, NDArray lips, int groups) {
        long width = speech.getShape().get(1);
        return MATRIX.apply(speech.reshape(groups, -1, width), lips.reshape(groups, -1, width));
    }

    /**
     * The expert's loss: binary cross-entropy of all pairs of a group, those in sync (the diagonal) and those out of sync
     * weighing the same together. Chance is ln 2 = 0.693.
     *
     * @param matrix as {@link #matrix} gives it
     * @return a scalar
     */
    public static NDArray pairs(NDArray matrix) {
        return PAIRS.apply(matrix);
    }

    /**
     * The contrastive loss: of the windows of a group, which one is heard with these lips, and which one is seen with this
     * sound? Cross-entropy of both questions. It goes on teaching where the answer to {@link #pairs} is 0.5.
     *
     * @param matrix as {@link #matrix} gives it
     * @param temperature cosines are divided by it; 0.07 is usual
     * @return a scalar; chance is the logarithm of the number of windows
     */
    public static NDArray contrast(NDArray matrix, double temperature) {
        return TorchScript.of(List.of("p"), """
                logits = torch.div(p, %s)
                heard = torch.mean(torch.diagonal(torch.log_softmax(logits, 2), 0, 1, 2))
                seen = torch.mean(torch.diagonal(torch.log_softmax(logits, 1), 0, 1, 2))
                return torch.mul(torch.add(heard, seen), -0.5)
                """.formatted(temperature)).apply(matrix);
    }
}
