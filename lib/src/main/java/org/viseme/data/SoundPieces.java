package org.viseme.data;

import java.nio.file.Path;
import java.util.Arrays;
import org.viseme.media.AudioReader;
import org.viseme.media.AudioStream;
import org.viseme.media.Waveform;

/**
 * The sound of a file in pieces. Holds the last piece and reads on from there, so ascending pieces, overlapping ones
 * included, cost one pass over the file; going back further starts anew.
 */
final class SoundPieces implements AutoCloseable {
    private static final int BLOCK = 1 << 14;
    private final Path file;
    private AudioStream stream;
    private float[] held = new float[0];
    /** Position of {@code held[0]} in the sound, in samples. */
    private long start;

    private boolean ended;

    SoundPieces(Path file) {
        this.file = file;
    }

    /** The samples between two times; fewer where the sound ends. */
    Waveform between(double fromSeconds, double toSeconds) {
        long from = Math.max(0, Math.round(fromSeconds * Waveform.SPEECH_RATE));
        long to = Math.max(from, Math.round(toSeconds * Waveform.SPEECH_RATE));
        if (stream == null || from < start) {
            restart();
        }
        skipTo(from);
        readUpTo(to);
        int available = (int) Math.clamp(to - from, 0, held.length);
        return new Waveform(Arrays.copyOf(held, available), Waveform.SPEECH_RATE);
    }

    private void restart() {
        close();
        stream = AudioReader.stream(file, Waveform.SPEECH_RATE);
        held = new float[0];
        start = 0;
        ended = false;
    }

    private void skipTo(long from) {
        float[] block = new float[BLOCK];
        while (start + held.length < from && !ended) {
            int count = stream.read(block, 0, (int) Math.min(BLOCK, from - start - held.length));
            start += held.length;
            held = count < 0 ? new float[0] : Arrays.copyOf(block, count);
            ended = count < 0;
        }
        int drop = (int) Math.clamp(from - start, 0, held.length);
        held = Arrays.copyOfRange(held, drop, held.length);
        start += drop;
    }

    /** Room is made as samples come: what is asked for may lie far beyond the end. */
    private void readUpTo(long to) {
        int known = held.length;
        while (start + known < to && !ended) {
            int missing = (int) Math.min(to - start - known, Math.max(BLOCK, known));
            held = Arrays.copyOf(held, known + missing);
            int count = stream.read(held, known, missing);
            ended = count < 0;
            known += Math.max(0, count);
        }
        held = known < held.length ? Arrays.copyOf(held, known) : held;
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
