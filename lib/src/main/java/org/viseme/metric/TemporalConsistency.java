package org.viseme.metric;

import org.viseme.media.RgbImage;

/**
 * Whether a generated mouth moves as much from frame to frame as the original's: statistics of the mean absolute
 * difference, 0 to 1, of the pixels of the mouth's region ({@link org.viseme.model.Region#MOUTH}) in successive frames.
 * Neither high nor low is better by itself: a {@link #ratio} of 1 is like the original, above it flickers, below it is
 * frozen or blurred. All figures are NaN with fewer than two frames.
 *
 * <p>One object takes the frames of one clip; {@link #addAll} collects clips.
 */
public final class TemporalConsistency {
    private final Moments original = new Moments();
    private final Moments drawn = new Moments();
    private RgbImage real;
    private RgbImage generated;

    /**
     * The next frame of both videos.
     *
     * @param nextReal face of the real video, by the convention of {@link org.viseme.face.Box}; kept until the next
     *     frame
     * @param nextGenerated generated face, as large; kept as well
     */
    public void add(RgbImage nextReal, RgbImage nextGenerated) {
        if (real != null) {
            original.add(MouthMotion.between(real, nextReal));
            drawn.add(MouthMotion.between(generated, nextGenerated));
        }
        real = nextReal;
        generated = nextGenerated;
    }

    /** All differences of another clip, or of others. */
    public void addAll(TemporalConsistency clip) {
        original.addAll(clip.original);
        drawn.addAll(clip.drawn);
    }

    /** Pairs of successive frames. */
    public long pairs() {
        return drawn.count();
    }

    /** Mean difference of successive frames, generated. */
    public double mean() {
        return drawn.mean();
    }

    /** Standard deviation of the differences over time, generated; 0 where every frame changes as much. */
    public double deviation() {
        return drawn.deviation();
    }

    /** Mean difference of successive frames, original. */
    public double realMean() {
        return original.mean();
    }

    /** Standard deviation of the differences over time, original. */
    public double realDeviation() {
        return original.deviation();
    }

    /** The generated mean over the original's, 0 and more; infinite where only the original is frozen, NaN for both. */
    public double ratio() {
        return mean() / realMean();
    }

    /** The generated standard deviation over the original's; far below 1, it moves as much in every frame. */
    public double deviationRatio() {
        return deviation() / realDeviation();
    }
}
