package org.viseme.media;

import java.io.InputStream;
import java.nio.file.Path;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.viseme.AtomicFile;

/** Writes sound files. */
public final class AudioWriter {
    private AudioWriter() {}

    /**
     * Writes 16-bit mono PCM; values beyond full scale are clipped.
     *
     * @throws org.viseme.VisemeException when the file cannot be written; nothing is left half-written
     */
    public static void writeWav(Waveform sound, Path file) {
        AudioFormat format = new AudioFormat(sound.sampleRate(), 16, 1, true, false);
        int length = sound.samples().length;
        AtomicFile.write(
                file,
                out -> AudioSystem.write(
                        new AudioInputStream(new Pcm16(sound.samples()), format, length),
                        AudioFileFormat.Type.WAVE,
                        out));
    }

    /** The bytes of the samples, made as they are read. */
    private static final class Pcm16 extends InputStream {
        private final float[] samples;
        private long position;

        Pcm16(float[] samples) {
            this.samples = samples;
        }

        @Override
        public int read() {
            int sample = (int) (position >> 1);
            if (sample >= samples.length) {
                return -1;
            }
            int value = Math.clamp(Math.round(samples[sample] * 32768f), -32768, 32767);
            return (position++ & 1) == 0 ? value & 0xff : value >> 8 & 0xff;
        }
    }
}
