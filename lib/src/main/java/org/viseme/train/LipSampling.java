package org.viseme.train;

import org.viseme.VisemeException;
import org.viseme.audio.MelTimeline;
import org.viseme.data.Augmentation;
import org.viseme.data.ReferencePolicy;
import org.viseme.data.SamplerSettings;

/**
 * What a generator's batches are made of.
 *
 * @param batch windows a step; 16 windows of 5 frames are the paper's batch of 80
 * @param frames consecutive frames a window: 5, or 1 where no expert looks at them
 * @param firstFrameShare how often the reference is the clip's first frame instead of any other
 * @param flip whether half of the samples are mirrored; not in the paper
 * @param jitter largest change of contrast, brightness and colours, as a share; 0 in the paper
 * @param timeline which part of the sound belongs to a frame
 */
public record LipSampling(
        int batch, int frames, double firstFrameShare, boolean flip, double jitter, MelTimeline timeline) {
    public LipSampling {
        if (batch < 1 || (frames != 1 && frames != 5)) {
            throw new VisemeException(
                    "batch=" + batch + ", frames=" + frames,
                    "cannot be trained with",
                    "use at least one window, of 5 frames, or of 1 without an expert");
        }
    }

    /** The paper's: 16 windows of 5 frames, unchanged. */
    static LipSampling paper() {
        return new LipSampling(16, 5, 0, false, 0, MelTimeline.FRAME_START);
    }

    /** So many windows with changes that make up for few faces. */
    static LipSampling varied(int batch) {
        return new LipSampling(batch, 5, 0.25, true, 0.25, MelTimeline.FRAME_START);
    }

    LipSampling withBatch(int windows) {
        return new LipSampling(windows, frames, firstFrameShare, flip, jitter, timeline);
    }

    LipSampling withFrames(int count) {
        return new LipSampling(batch, count, firstFrameShare, flip, jitter, timeline);
    }

    /** Pictures a step. */
    int images() {
        return batch * frames;
    }

    SamplerSettings settings(long seed) {
        return SamplerSettings.of(batch, seed)
                .withFrames(frames)
                .withTimeline(timeline)
                .withAugmentation(Augmentation.of(flip, jitter))
                .withReference(new ReferencePolicy(ReferencePolicy.defaults().distance(), firstFrameShare));
    }
}
