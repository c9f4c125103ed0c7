package org.viseme.data;

import org.viseme.audio.MelTimeline;

/**
 * What training batches are made of. Together with the number of a batch, these settings and the stores decide about
 * every byte of it.
 *
 * @param batch samples a batch
 * @param seed of all random choices
 * @param frames consecutive frames a sample
 * @param reference where reference frames come from
 * @param augmentation random changes of the samples
 * @param timeline which part of the sound belongs to a frame
 */
public record SamplerSettings(
        int batch, long seed, int frames, ReferencePolicy reference, Augmentation augmentation, MelTimeline timeline) {
    public SamplerSettings {
        if (batch < 1 || frames < 1) {
            throw new IllegalArgumentException(batch + " samples of " + frames + " frames");
        }
    }

    /** Single frames, no augmentation, a window of sound that begins with its frame. */
    public static SamplerSettings of(int batch, long seed) {
        return new SamplerSettings(
                batch, seed, 1, ReferencePolicy.defaults(), Augmentation.none(), MelTimeline.FRAME_START);
    }

    public SamplerSettings withFrames(int count) {
        return new SamplerSettings(batch, seed, count, reference, augmentation, timeline);
    }

    public SamplerSettings withReference(ReferencePolicy policy) {
        return new SamplerSettings(batch, seed, frames, policy, augmentation, timeline);
    }

    public SamplerSettings withAugmentation(Augmentation changes) {
        return new SamplerSettings(batch, seed, frames, reference, changes, timeline);
    }

    public SamplerSettings withTimeline(MelTimeline line) {
        return new SamplerSettings(batch, seed, frames, reference, augmentation, line);
    }

    /** How far apart target and reference start. */
    int distance() {
        return Math.max(frames, reference.distance());
    }

    /** In a clip of so many frames every target has a reference on one side. */
    int leastFrames() {
        return frames + 2 * distance();
    }
}
