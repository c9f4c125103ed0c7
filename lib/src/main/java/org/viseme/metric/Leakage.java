package org.viseme.metric;

import org.viseme.media.RgbImage;

/**
 * Whether a generated mouth moves while the sound that drives it is silent, which it can only have from the pictures it
 * was given. Motion from a frame to the next is the mean absolute difference of the pixels of the mouth's region
 * ({@link org.viseme.model.Region#MOUTH}), 0 to 1; it counts as silent when both frames lie in a {@link Pauses pause}
 * of the driving sound, and as heard when both have sound. All figures are NaN where no such frames were added.
 *
 * <p>A video moves a little in pauses as well, by its head and its grain: what is generated is compared with the real
 * video ({@link #share}). Driven by its own sound, the real mouth rests in pauses and marks what is no leakage; driven
 * by another one's, it goes on speaking, and the share is how much of that comes through.
 *
 * <p>One object takes the frames of one clip; {@link #addAll} collects clips.
 */
public final class Leakage {
    private final Pauses pauses;
    private final Moments silent = new Moments();
    private final Moments heard = new Moments();
    private final Moments realSilent = new Moments();
    private final Moments realHeard = new Moments();
    private RgbImage real;
    private RgbImage generated;
    private int frames;

    /** Of many clips; takes no frames. */
    public Leakage() {
        this(Pauses.NONE);
    }

    /** @param pauses of the sound that drives the generated clip */
    public Leakage(Pauses pauses) {
        this.pauses = pauses;
    }

    /**
     * The next frame of both videos.
     *
     * @param nextReal face of the real video, by the convention of {@link org.viseme.face.Box}; kept until the next
     *     frame
     * @param nextGenerated generated face, as large; kept as well
     */
    public void add(RgbImage nextReal, RgbImage nextGenerated) {
        if (frames == pauses.frames()) {
            throw new IllegalStateException("frame " + frames + " has no sound");
        }
        if (frames > 0) {
            boolean isSilent = pauses.silent(frames - 1) && pauses.silent(frames);
            boolean isHeard = pauses.heard(frames - 1) && pauses.heard(frames);
            if (isSilent || isHeard) {
                (isSilent ? silent : heard).add(MouthMotion.between(generated, nextGenerated));
                (isSilent ? realSilent : realHeard).add(MouthMotion.between(real, nextReal));
            }
        }
        real = nextReal;
        generated = nextGenerated;
        frames++;
    }

    /** All frames of another clip, or of others. */
    public void addAll(Leakage clip) {
        silent.addAll(clip.silent);
        heard.addAll(clip.heard);
        realSilent.addAll(clip.realSilent);
        realHeard.addAll(clip.realHeard);
    }

    /** Pairs of successive frames in silence; with none of them there is nothing to tell. */
    public long silentFrames() {
        return silent.count();
    }

    /** Pairs of successive frames with sound. */
    public long heardFrames() {
        return heard.count();
    }

    /** Mean motion of the generated mouth in silence, 0 to 1; lower is better. */
    public double silentMotion() {
        return silent.mean();
    }

    /** Mean motion of the generated mouth while sound is heard. */
    public double heardMotion() {
        return heard.mean();
    }

    /** Mean motion of the real mouth while the driving sound is silent. */
    public double realSilentMotion() {
        return realSilent.mean();
    }

    /** Mean motion of the real mouth while the driving sound is heard. */
    public double realHeardMotion() {
        return realHeard.mean();
    }

    /**
     * Motion in silence as a share of the motion with sound, 0 and more: 0 is a mouth that rests, 1 one that does not
     * mind the sound; infinite where it moves in silence only.
     */
    public double ratio() {
        return silentMotion() / heardMotion();
    }

    /** {@link #ratio} of the real video. */
    public double realRatio() {
        return realSilentMotion() / realHeardMotion();
    }

    /** Motion of the generated mouth in silence as a share of the real one's in the same frames, 0 and more. */
    public double share() {
        return silentMotion() / realSilentMotion();
    }
}
