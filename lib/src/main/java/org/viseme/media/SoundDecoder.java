package org.viseme.media;

import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.viseme.VisemeException;

/**
 * The sound of a file in blocks, laid out by its time stamps: silence where a stamp leaves a gap, a cut where one
 * overlaps, so that sound and picture keep their common zero however long the file is. Edit lists and encoder delays
 * are honoured.
 */
final class SoundDecoder implements AutoCloseable {
    /** Stamps may be off by this much without meaning a gap: some containers round them to milliseconds. */
    private static final double TOLERANCE_SECONDS = 0.05;
    /** A jump beyond this is a fault of the stamps, not a silence. */
    private static final double LONGEST_GAP_SECONDS = 60;

    private final MediaSource source;
    private final AVStream stream;
    private final StreamDecoder decoder;
    private final SoundConverter converter;
    private final AVFrame frame = avutil.av_frame_alloc();
    private final int inputRate;
    /** Input samples handed to the converter so far, which is the time reached. */
    private long reached;
    /** Where an MP4 says that its sound ends; the last coded frame is padded beyond it. */
    private long announcedEnd = Long.MAX_VALUE;

    private boolean started;
    private boolean ended;
    private double rebase;

    private SoundDecoder(MediaSource source, int rate, int channels) {
        this.source = source;
        this.stream = source.audioStream();
        this.inputRate = stream.codecpar().sample_rate();
        this.decoder = new StreamDecoder(source, stream, 1);
        source.readOnly(stream);
        if (source.isMp4() && stream.duration() > 0 && stream.start_time() != avutil.AV_NOPTS_VALUE) {
            double end = source.seconds(stream, stream.start_time() + stream.duration());
            announcedEnd = Math.round(end * inputRate);
        }
        int outputRate = rate > 0 ? rate : inputRate;
        this.converter = new SoundConverter(
                outputRate,
                channels > 0 ? channels : stream.codecpar().ch_layout().nb_channels());
    }

    /** One channel at a rate, the channels mixed down. */
    static SoundDecoder mono(Path file, int rate) {
        return of(file, rate, 1);
    }

    /** Rate and channels as stored. */
    static SoundDecoder original(Path file) {
        return of(file, 0, 0);
    }

    /** A rate and a number of channels; 0 keeps what is stored. */
    static SoundDecoder of(Path file, int rate, int channels) {
        MediaFiles.requireReadable(file);
        if (Images.isImage(file)) {
            throw noSound(file, "is a picture without sound");
        }
        MediaSource source = MediaSource.open(file);
        try {
            if (!source.hasAudio()) {
                throw noSound(file, "holds pictures but no sound");
            }
            return new SoundDecoder(source, rate, channels);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    static VisemeException noSound(Path file, String problem) {
        return new VisemeException(file.toString(), problem, "give a sound file, or a video with sound");
    }

    int rate() {
        return converter.rate();
    }

    int channels() {
        return converter.channels();
    }

    /** How long the container says the sound is, in seconds; 0 when it does not say. */
    double announcedSeconds() {
        return stream.duration() > 0 ? stream.duration() * source.tick(stream) : 0;
    }

    /** The next samples, channels interleaved; null at the end. A block may be empty. */
    float[] next() {
        if (ended) {
            return null;
        }
        if (!decoder.next(frame)) {
            ended = true;
            return started ? converter.finish() : null;
        }
        int rate = frame.sample_rate() > 0 ? frame.sample_rate() : inputRate;
        converter.configure(frame.ch_layout(), frame.format(), rate);
        double scale = rate / (double) inputRate;
        long position = Math.round(position() * scale);
        long expected = Math.round(reached * scale);
        long gap = position - expected;
        if (started && Math.abs(gap) <= TOLERANCE_SECONDS * rate && announcedEnd != reached) {
            gap = 0;
        }
        float[] silence = gap > 0 ? converter.silence(gap) : new float[0];
        int skip = (int) Math.min(Math.max(0, -gap), frame.nb_samples());
        int count = frame.nb_samples() - skip;
        reached = Math.round((expected + Math.max(0, gap)) / scale);
        if (reached < announcedEnd && reached + count / scale > announcedEnd) {
            count = (int) Math.round((announcedEnd - reached) * scale);
        }
        float[] samples = converter.convert(frame, skip, count);
        reached += Math.round(count / scale);
        started = true;
        return silence.length == 0 ? samples : join(silence, samples);
    }

    /** Where the frame belongs, in input samples from the container's start. */
    private long position() {
        long stamp = frame.best_effort_timestamp();
        if (stamp == avutil.AV_NOPTS_VALUE) {
            return reached;
        }
        double seconds = source.seconds(stream, stamp) - rebase;
        double jump = seconds - reached / (double) inputRate;
        if (started && Math.abs(jump) > LONGEST_GAP_SECONDS) {
            rebase += jump;
            return reached;
        }
        return Math.round(seconds * inputRate);
    }

    private static float[] join(float[] first, float[] second) {
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Override
    public void close() {
        avutil.av_frame_free(frame);
        converter.close();
        decoder.close();
        source.close();
    }
}
