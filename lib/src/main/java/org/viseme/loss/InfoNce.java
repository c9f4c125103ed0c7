package org.viseme.loss;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.SplittableRandom;
import org.viseme.torch.TorchOps;
import org.viseme.torch.TorchScript;

/**
 * TalkLip's contrastive loss (Wang et al., 2023, equations 5 and 6): the embedding of a frame's sound is drawn to what a
 * lip-reading expert makes of the same frame, and away from the sound of other frames. As published, the linear layer is
 * for the sound alone, and the sum over frames is a mean.
 */
public final class InfoNce {
    /** As published. */
    public static final double TEMPERATURE = 0.07;

    private InfoNce() {}

    /**
     * Cross-entropy of telling a frame's lips from the sound of other frames.
     *
     * @param anchors what is heard in each frame, behind the linear layer, (frames, width); brought to length one here
     * @param positives what the expert sees in each, (frames, width); likewise
     * @param negatives rows of other anchors, (frames, count), 64-bit integers
     * @param temperature cosines are divided by it
     * @return a scalar; chance is the logarithm of count + 1
     */
    public static NDArray of(NDArray anchors, NDArray positives, NDArray negatives, double temperature) {
        return TorchScript.of(List.of("a", "p", "j"), """
                own = torch.sum(torch.mul(a, p), [1], True)
                others = torch.gather(torch.matmul(a, torch.t(a)), 1, j)
                logits = torch.div(torch.cat([own, others], 1), %s)
                return torch.neg(torch.mean(torch.select(torch.log_softmax(logits, 1), 1, 0)))
                """.formatted(temperature))
                .apply(TorchOps.unit(anchors), TorchOps.unit(positives), negatives);
    }

    /**
     * Draws other frames for each frame, without repetition: half as many as there are frames, as published.
     *
     * @param frames two or more
     * @param most at most so many; 100 as published
     * @return (frames, min(most, frames / 2))
     */
    public static long[][] negatives(int frames, int most, SplittableRandom random) {
        int count = Math.min(most, frames / 2);
        long[][] drawn = new long[frames][];
        for (int i = 0; i < frames; i++) {
            long own = i;
            // without repetition: of each prefix of a shuffled row
            long[] others = new long[frames - 1];
            for (int j = 0; j < others.length; j++) {
                others[j] = j < own ? j : j + 1;
            }
            drawn[i] = new long[count];
            for (int j = 0; j < count; j++) {
                int place = random.nextInt(j, others.length);
                drawn[i][j] = others[place];
                others[place] = others[j];
            }
        }
        return drawn;
    }
}
