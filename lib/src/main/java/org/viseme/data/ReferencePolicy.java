package org.viseme.data;

/**
 * Where a sample's reference frames come from. They never overlap the target's own frames, or the model would only learn
 * to copy.
 *
 * @param distance reference and target start at least so many frames apart; 5 is Wav2Lip's window
 * @param firstFrameShare how often the reference is the clip's first frame, as it is when one picture stands for the
 *     person; otherwise it is any frame far enough away
 */
public record ReferencePolicy(int distance, double firstFrameShare) {
    public ReferencePolicy {
        if (distance < 1 || !(firstFrameShare >= 0 && firstFrameShare <= 1)) {
            throw new IllegalArgumentException("distance " + distance + ", first frame share " + firstFrameShare);
        }
    }

    /** Five frames apart, a quarter of the references from the start of the clip. */
    public static ReferencePolicy defaults() {
        return new ReferencePolicy(5, 0.25);
    }
}
