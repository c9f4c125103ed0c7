package org.viseme.media;

import java.nio.file.Path;
import java.util.Arrays;
import org.viseme.VisemeException;

/**
 * The sound of any video or sound file as mono samples. Sample n is heard n/rate seconds after the container's start,
 * the same zero as that of {@link VideoReader}: encoder delays and edit lists are honoured, and where the sound starts
 * later than the picture there is silence.
 */
public final class AudioReader {
    private AudioReader() {}

    /**
     * The whole sound; holds little more than the samples themselves.
     *
     * @param sampleRate samples a second to resample to
     * @throws VisemeException when the file is missing, has no sound, an empty one, or one that cannot be decoded
     */
    public static Waveform read(Path file, int sampleRate) {
        try (AudioStream stream = stream(file, sampleRate)) {
            long estimate = Math.round(stream.announcedSeconds() * sampleRate);
            float[] samples = new float[Math.clamp(estimate, sampleRate, Integer.MAX_VALUE / 2)];
            int count = 0;
            while (true) {
                if (count == samples.length) {
                    // One sample tells whether the estimate was exact, before anything is copied.
                    float[] one = new float[1];
                    if (stream.read(one, 0, 1) < 0) {
                        return new Waveform(samples, sampleRate);
                    }
                    samples = Arrays.copyOf(samples, Math.addExact(count, Math.max(sampleRate, count / 4)));
                    samples[count++] = one[0];
                }
                int read = stream.read(samples, count, samples.length - count);
                if (read < 0) {
                    return new Waveform(Arrays.copyOf(samples, count), sampleRate);
                }
                count += read;
            }
        }
    }

    /** The sound in pieces, for sounds too long to hold. */
    public static AudioStream stream(Path file, int sampleRate) {
        if (sampleRate < 1000 || sampleRate > 768_000) {
            throw new VisemeException(
                    file.toString(), "sound at " + sampleRate + " Hz cannot be had", "ask for 1000 to 768000 Hz");
        }
        return new AudioStream(file, sampleRate);
    }
}
