package org.viseme.media;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.viseme.VisemeException;

/** The pictures of a video in order of time, with as many decoded ahead as a question about a time needs. */
final class PictureQueue implements AutoCloseable {
    private final MediaSource source;
    private final AVStream stream;
    private final StreamDecoder decoder;
    private final double nominalInterval;
    private final Orientation orientation;
    private final Deque<TimedPicture> ahead = new ArrayDeque<>();
    private final Deque<TimedPicture> spare = new ArrayDeque<>();
    private PictureConverter converter;
    private int nextIndex;
    private double lastStart = Double.NEGATIVE_INFINITY;
    private boolean ended;

    PictureQueue(MediaSource source, int threads) {
        this.source = source;
        this.stream = source.videoStream();
        this.decoder = new StreamDecoder(source, stream, threads);
        source.readOnly(stream);
        AVRational rate = avformat.av_guess_frame_rate(source.context(), stream, null);
        this.nominalInterval = rate.num() > 0 && rate.den() > 0 ? rate.den() / (double) rate.num() : 0.04;
        this.orientation = Orientation.of(stream);
    }

    /** How far a time stamp may lie from the time it stands for: half a unit of the container's clock, at most 1 ms. */
    double tolerance() {
        return Math.clamp(source.tick(stream) / 2, 1e-6, 1e-3) + 1e-9;
    }

    /** The first picture in the queue, decoding it if need be; null at the end. */
    TimedPicture first() {
        return ahead.isEmpty() && !decode() ? null : ahead.peekFirst();
    }

    /** Gives up the first picture. */
    void dropFirst() {
        TimedPicture picture = ahead.removeFirst();
        avutil.av_frame_unref(picture.frame);
        spare.add(picture);
    }

    /** Makes the picture shown at a time the first of the queue; before the first picture begins, that picture. */
    void advanceTo(double seconds) {
        double limit = seconds + tolerance();
        while (!ended && (ahead.isEmpty() || ahead.peekLast().start <= limit)) {
            decode();
        }
        while (ahead.size() > 1 && second().start <= limit) {
            dropFirst();
        }
    }

    private TimedPicture second() {
        var pictures = ahead.iterator();
        pictures.next();
        return pictures.next();
    }

    /** Whether the video lasts at least until a time; decodes ahead to know. */
    boolean lastsUntil(double seconds) {
        while (!ended && (ahead.isEmpty() || ahead.peekLast().end < seconds)) {
            decode();
        }
        return !ahead.isEmpty() && ahead.peekLast().end >= seconds;
    }

    /** The picture as RGB, upright; a new one at each call. */
    RgbImage image(TimedPicture picture) {
        if (converter == null) {
            converter = new PictureConverter(picture.frame.width(), picture.frame.height());
        }
        return orientation.apply(converter.convert(picture.frame));
    }

    private boolean decode() {
        if (ended) {
            return false;
        }
        TimedPicture picture = spare.isEmpty() ? new TimedPicture() : spare.removeLast();
        if (!decoder.next(picture.frame)) {
            spare.add(picture);
            ended = true;
            if (nextIndex == 0) {
                throw new VisemeException(
                        source.file().toString(), "no picture in it can be decoded", "copy or record it again");
            }
            return false;
        }
        stamp(picture);
        ahead.addLast(picture);
        return true;
    }

    private void stamp(TimedPicture picture) {
        AVFrame frame = picture.frame;
        long timestamp = frame.best_effort_timestamp();
        double length = frame.duration() > 0 ? frame.duration() * source.tick(stream) : nominalInterval;
        double start = timestamp == avutil.AV_NOPTS_VALUE ? Double.NaN : source.seconds(stream, timestamp);
        boolean first = lastStart == Double.NEGATIVE_INFINITY;
        if (Double.isNaN(start) || start <= lastStart) {
            // A damaged or missing stamp: the picture follows the one before it.
            start = first ? 0 : lastStart + nominalInterval;
        }
        picture.index = nextIndex++;
        picture.start = start;
        picture.end = start + length;
        lastStart = start;
    }

    /** Jumps to the last key picture at or before a time; false when the container cannot. */
    boolean seek(double seconds) {
        if (!source.seeksExactly()) {
            return false;
        }
        long target = source.timestamp(stream, seconds);
        int error = avformat.av_seek_frame(source.context(), stream.index(), target, avformat.AVSEEK_FLAG_BACKWARD);
        if (error < 0) {
            return false;
        }
        decoder.flush();
        while (!ahead.isEmpty()) {
            dropFirst();
        }
        ended = false;
        lastStart = Double.NEGATIVE_INFINITY;
        TimedPicture landed = first();
        return landed != null && landed.start <= seconds + tolerance();
    }

    /** Numbers the pictures in the queue, and those to come, from a number for the first. */
    void renumber(int firstIndex) {
        nextIndex = firstIndex;
        for (TimedPicture picture : ahead) {
            picture.index = nextIndex++;
        }
    }

    @Override
    public void close() {
        ahead.forEach(TimedPicture::close);
        spare.forEach(TimedPicture::close);
        if (converter != null) {
            converter.close();
        }
        decoder.close();
    }
}
