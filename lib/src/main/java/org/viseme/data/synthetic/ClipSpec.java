package org.viseme.data.synthetic;

import org.viseme.VisemeException;

/**
 * Settings of one synthetic clip.
 *
 * @param size width and height in pixels, at least 48
 * @param fps video frames a second; 25 is what every model of this project uses
 * @param seed of timing, pitch, head movement and noise
 * @param identity who speaks
 * @param noise background noise in the sound, as root mean square amplitude: 0 none, 0.01 clearly heard
 * @param offsetSeconds how much later than the picture the sound is: 0 in step, negative for sound that comes early
 */
public record ClipSpec(
        int size, double fps, long seed, SyntheticIdentity identity, double noise, double offsetSeconds) {
    public ClipSpec {
        if (size < 48 || fps <= 0 || noise < 0) {
            throw new VisemeException(
                    "synthetic clip of size " + size + ", " + fps + " frames/s, noise " + noise,
                    "these settings are out of range",
                    "use a size of 48 or more, a frame rate above 0 and a noise of 0 or more");
        }
    }

    /** 25 frames a second, no noise, sound and picture in step. */
    public static ClipSpec of(SyntheticIdentity identity, int size, long seed) {
        return new ClipSpec(size, 25, seed, identity, 0, 0);
    }

    public ClipSpec withNoise(double rootMeanSquare) {
        return new ClipSpec(size, fps, seed, identity, rootMeanSquare, offsetSeconds);
    }

    public ClipSpec withOffset(double seconds) {
        return new ClipSpec(size, fps, seed, identity, noise, seconds);
    }

    public ClipSpec withFps(double framesPerSecond) {
        return new ClipSpec(size, framesPerSecond, seed, identity, noise, offsetSeconds);
    }
}
