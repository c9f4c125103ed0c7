package org.viseme.data;

import java.util.Locale;
import org.viseme.VisemeException;

/**
 * How clips are prepared.
 *
 * @param cropSize width and height of the crops in pixels
 * @param detectEvery the detector looks at every so many-th frame and at the last one; boxes between are interpolated
 * @param leastSeconds shorter stretches with a face are not worth keeping
 * @param leastFacePixels clips whose mean face box is narrower or lower than this are left out
 * @param workers clips prepared at the same time, each with a detector of its own
 * @param limit at most so many clips are looked at, drawn at random but always the same ones; 0 for all
 */
public record PreparationSettings(
        int cropSize, int detectEvery, double leastSeconds, double leastFacePixels, int workers, int limit) {
    public PreparationSettings {
        if (cropSize < 16 || cropSize > 1024 || cropSize % 2 != 0) {
            throw new VisemeException("--size " + cropSize, "not a usable crop size", "use an even number, 16 to 1024");
        }
        if (detectEvery < 1 || detectEvery > 10) {
            throw new VisemeException(
                    "--detect-every " + detectEvery, "too rare to follow a face", "use a number from 1 to 10");
        }
        if (workers < 1) {
            throw new VisemeException("--workers " + workers, "nobody would work", "use at least 1");
        }
    }

    /** Crops of 96 pixels, every third frame looked at, at least one second, two workers. */
    public static PreparationSettings defaults() {
        return new PreparationSettings(96, 3, 1, 40, 2, 0);
    }

    public PreparationSettings withCropSize(int size) {
        return new PreparationSettings(size, detectEvery, leastSeconds, leastFacePixels, workers, limit);
    }

    public PreparationSettings withDetectEvery(int frames) {
        return new PreparationSettings(cropSize, frames, leastSeconds, leastFacePixels, workers, limit);
    }

    public PreparationSettings withWorkers(int count) {
        return new PreparationSettings(cropSize, detectEvery, leastSeconds, leastFacePixels, count, limit);
    }

    public PreparationSettings withLimit(int clips) {
        return new PreparationSettings(cropSize, detectEvery, leastSeconds, leastFacePixels, workers, clips);
    }

    int leastFrames() {
        return (int) Math.ceil(leastSeconds * ClipMedia.FPS);
    }

    /** A length in words, for reports. */
    static String seconds(int frames) {
        return String.format(Locale.ROOT, "%.2f s", frames / (double) ClipMedia.FPS);
    }
}
