package org.viseme.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Which frames of an utterance are replaced or hidden while a network learns: spans of one length at random places. */
public final class FrameSpans {
    private static final int LEAST_SPANS = 2;

    private FrameSpans() {}

    /**
     * Frames under spans of one length whose starts are drawn uniformly without repetition: at least two, however short
     * the utterance (wav2vec 2.0, Baevski et al., 2020, section 3.1).
     *
     * @param share frames that the spans would cover if none lay over another, as a share of all: the share of frames
     *     that are starts, times the length
     * @return true under a span
     */
    public static boolean[] draw(int frames, double share, int length, SplittableRandom random) {
        boolean[] covered = new boolean[frames];
        if (share == 0) {
            return covered;
        }
        int span = Math.min(length, frames);
        int places = frames - span + 1;
        int count = Math.max(LEAST_SPANS, (int) (share * frames / length + random.nextDouble()));
        boolean[] taken = new boolean[places];
        for (int i = 0; i < Math.min(count, places); i++) {
            int start = random.nextInt(places);
            while (taken[start]) {
                start = random.nextInt(places);
            }
            taken[start] = true;
            Arrays.fill(covered, start, start + span, true);
        }
        return covered;
    }
}
