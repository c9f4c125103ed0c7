package org.viseme.train;

import org.viseme.VisemeException;

/**
 * The lip-reading expert's part in a generator's loss (TalkLip, sections 3.5 and 3.6).
 *
 * @param lipWeight of the mean cross-entropy of a token that the expert is to read; 0 for none. The published 1e-5 is that
 *     of the sum over all tokens of a batch
 * @param smoothing share of the expert's target that the wrong tokens have
 * @param contrastWeight of the contrastive loss; 1e-3 as published, 0 for none
 * @param negatives other frames that a frame is told from, at most; 100 as published
 */
public record ReadingTerm(double lipWeight, double smoothing, double contrastWeight, int negatives) {
    public ReadingTerm {
        if (!(lipWeight >= 0 && lipWeight < 1 && contrastWeight >= 0 && smoothing >= 0 && smoothing < 1)
                || negatives < 1) {
            throw new VisemeException(
                    "lipWeight=%s, smoothing=%s, contrastWeight=%s, negatives=%d"
                            .formatted(lipWeight, smoothing, contrastWeight, negatives),
                    "cannot be trained with",
                    "use weights of 0 or more, a smoothing below 1, and 1 negative or more");
        }
    }

    /** As published, for as many tokens as eight utterances of LRS2 have: about 12 pieces each. */
    static ReadingTerm paper() {
        return new ReadingTerm(1e-5 * 8 * 12, 0.1, 1e-3, 100);
    }

    /** Whether an expert is asked at all. */
    boolean asks() {
        return lipWeight > 0 || contrastWeight > 0;
    }
}
