package org.viseme.data;

import org.viseme.VisemeException;
import org.viseme.audio.MelTimeline;

/**
 * What batches of hybrid videos are made of: real utterances of which runs of frames are to be drawn (Wang et al., 2023,
 * section 3.5).
 *
 * @param utterances which clips; mirrored where they ask for it, faces and mouths alike, and never brighter or darker,
 *     since a drawn face stands beside real mouths
 * @param starts frames with which a run begins, as a share of all; two at least
 * @param runFrames frames of a run, 5 in the paper; runs may lie over each other
 * @param firstFrameShare how often the reference is the clip's first frame, as it is when a video is dubbed, instead of
 *     any other outside of the run, which a run that holds the first one always has; 0 in the paper
 * @param timeline which part of the sound belongs to a frame
 */
public record HybridSampling(
        UtteranceSampling utterances, double starts, int runFrames, double firstFrameShare, MelTimeline timeline) {
    public HybridSampling {
        if (!(starts > 0 && starts <= 1) || runFrames < 1 || !(firstFrameShare >= 0 && firstFrameShare <= 1)) {
            throw new VisemeException(
                    "starts %s, runFrames %d, firstFrameShare %s".formatted(starts, runFrames, firstFrameShare),
                    "no run of frames can be drawn so",
                    "use shares up to 1, and runs of 1 frame or more");
        }
        if (utterances.augmentation().jitter() != 0) {
            throw new VisemeException(
                    "jitter " + utterances.augmentation().jitter(),
                    "would make real mouths brighter than the drawn ones between them",
                    "use jitter 0");
        }
    }

    public HybridSampling withClips(int count) {
        return new HybridSampling(utterances.withClips(count), starts, runFrames, firstFrameShare, timeline);
    }
}
