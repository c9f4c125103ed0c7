package org.viseme.data;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.viseme.audio.MelTimeline;

/**
 * What batches for a sync expert are made of: of each clip several windows that do not overlap, so that every pair of one
 * window's lips with another window's sound is out of sync by at least a window. A batch of 16 clips with 8 windows has
 * 128 pairs in sync and 896 out of sync, for the price of 128.
 *
 * @param clips clips a batch
 * @param windows windows a clip; at least 2
 * @param frames consecutive frames a window
 * @param nearShare share of the clips whose windows follow each other closely: the hard pairs, a little more than one
 *     window apart
 * @param seed of all random choices
 * @param augmentation random changes of the windows
 * @param timeline which part of the sound belongs to a frame
 */
public record SyncSampling(
        int clips,
        int windows,
        int frames,
        double nearShare,
        long seed,
        Augmentation augmentation,
        MelTimeline timeline) {
    /** Windows that follow each other closely begin at most so many frames after the end of the one before. */
    private static final int NEAR = 2;

    public SyncSampling {
        if (clips < 1 || windows < 2 || frames < 1 || !(nearShare >= 0 && nearShare <= 1)) {
            throw new IllegalArgumentException(
                    clips + " clips with " + windows + " windows of " + frames + " frames, " + nearShare + " near");
        }
    }

    public SyncSampling withClips(int count) {
        return new SyncSampling(count, windows, frames, nearShare, seed, augmentation, timeline);
    }

    /** Windows a batch. */
    public int size() {
        return clips * windows;
    }

    /** Mel columns a window. */
    int melColumns() {
        return (int) Math.ceil(frames * LipBatch.MEL_COLUMNS / 5.0);
    }

    /** A clip needs so many frames to hold its windows. */
    int leastFrames() {
        return windows * frames;
    }

    /** First frames of a clip's windows, in order, at least a window apart. */
    int[] draw(int clipFrames, SplittableRandom random) {
        int slack = clipFrames - windows * frames;
        boolean near = random.nextDouble() < nearShare;
        int[] extra = new int[windows];
        int from = random.nextInt(slack + 1);
        for (int i = 0; i < windows; i++) {
            extra[i] = near
                    ? Math.min(slack, i == 0 ? from : extra[i - 1] + random.nextInt(NEAR + 1))
                    : random.nextInt(slack + 1);
        }
        Arrays.sort(extra);
        for (int i = 0; i < windows; i++) {
            extra[i] += i * frames;
        }
        return extra;
    }
}
