package org.viseme.media;

import java.nio.file.Path;

/** The sound of a file as mono samples of one rate, read in pieces, so that its length does not matter. */
public final class AudioStream implements AutoCloseable {
    private final SoundDecoder decoder;
    private float[] block;
    private int used;

    AudioStream(Path file, int sampleRate) {
        decoder = SoundDecoder.mono(file, sampleRate);
        try {
            advance();
        } catch (RuntimeException e) {
            decoder.close();
            throw e;
        }
        if (block == null) {
            decoder.close();
            throw SoundDecoder.noSound(file, "its sound is empty (0 samples)");
        }
    }

    private void advance() {
        used = 0;
        do {
            block = decoder.next();
        } while (block != null && block.length == 0);
    }

    public int sampleRate() {
        return decoder.rate();
    }

    /** How long the container says the sound is, in seconds; 0 when it does not say. An estimate. */
    public double announcedSeconds() {
        return decoder.announcedSeconds();
    }

    /**
     * Reads up to {@code length} samples, full scale at -1 and 1.
     *
     * @return how many were read; fewer than asked only at the end; -1 when there are no more
     */
    public int read(float[] target, int offset, int length) {
        int count = 0;
        while (block != null && count < length) {
            int part = Math.min(length - count, block.length - used);
            System.arraycopy(block, used, target, offset + count, part);
            count += part;
            used += part;
            if (used == block.length) {
                advance();
            }
        }
        return count == 0 && length > 0 ? -1 : count;
    }

    @Override
    public void close() {
        decoder.close();
    }
}
