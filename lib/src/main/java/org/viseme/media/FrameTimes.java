package org.viseme.media;

import java.util.Arrays;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * When the pictures of a file are shown, read from its packets without decoding any. What a container announces is not
 * used: it may promise more than is there, and a rate that its pictures do not keep.
 *
 * @param starts presentation times in seconds, ascending
 * @param videoEnd when the last picture ends; 0 without pictures
 * @param audioEnd when the sound ends; 0 without sound
 */
record FrameTimes(double[] starts, double videoEnd, double audioEnd) {
    /** Containers that keep milliseconds make intervals of 33 and 34 ms out of 33.3: that is still a constant rate. */
    private static final double JITTER_SECONDS = 0.0015;

    /** Reads the packets of a source to its end. */
    static FrameTimes scan(MediaSource source) {
        double[] starts = new double[256];
        int count = 0;
        double videoEnd = 0;
        double audioEnd = 0;
        AVStream video = source.hasVideo() ? source.videoStream() : null;
        AVStream audio = source.hasAudio() ? source.audioStream() : null;
        AVPacket packet = avcodec.av_packet_alloc();
        while (source.read(packet)) {
            AVStream stream = video != null && packet.stream_index() == video.index()
                    ? video
                    : audio != null && packet.stream_index() == audio.index() ? audio : null;
            long stamp = packet.pts() == avutil.AV_NOPTS_VALUE ? packet.dts() : packet.pts();
            boolean shown = (packet.flags() & (avcodec.AV_PKT_FLAG_DISCARD | avcodec.AV_PKT_FLAG_CORRUPT)) == 0;
            if (stream != null && shown && stamp != avutil.AV_NOPTS_VALUE) {
                double start = source.seconds(stream, stamp);
                double end = start + packet.duration() * source.tick(stream);
                if (stream == video) {
                    starts = count == starts.length ? Arrays.copyOf(starts, 2 * count) : starts;
                    starts[count++] = start;
                    videoEnd = Math.max(videoEnd, end);
                } else {
                    audioEnd = Math.max(audioEnd, end);
                }
            }
            avcodec.av_packet_unref(packet);
        }
        avcodec.av_packet_free(packet);
        double[] sorted = Arrays.copyOf(starts, count);
        Arrays.sort(sorted);
        return new FrameTimes(sorted, videoEnd, audioEnd);
    }

    /** Whether the intervals between pictures differ by more than a container's rounding. */
    boolean variableRate() {
        double shortest = Double.MAX_VALUE;
        double longest = 0;
        for (int i = 1; i < starts.length; i++) {
            double interval = starts[i] - starts[i - 1];
            shortest = Math.min(shortest, interval);
            longest = Math.max(longest, interval);
        }
        return starts.length > 2 && longest - shortest > JITTER_SECONDS;
    }

    /**
     * Pictures a second: the announced rate where the pictures keep it on average or, a few lost ones aside, nine times in
     * ten; else their average.
     */
    double fps(AVStream stream) {
        if (starts.length < 2) {
            return value(stream.avg_frame_rate(), 25);
        }
        double measured = (starts.length - 1) / (starts[starts.length - 1] - starts[0]);
        for (AVRational announced : new AVRational[] {stream.avg_frame_rate(), stream.r_frame_rate()}) {
            double rate = value(announced, measured);
            if (Math.abs(rate - measured) < 1e-3 * measured || keptBy(rate) >= 0.9) {
                return variableRate() ? rate : familiar(rate);
            }
        }
        return variableRate() ? measured : familiar(measured);
    }

    /** The whole or NTSC rate next to a measured one, where the stamps' rounding leaves it open. */
    private double familiar(double measured) {
        double whole = Math.rint(measured);
        double ntsc = Math.rint(measured * 1.001) / 1.001;
        double nearer = Math.abs(whole - measured) <= Math.abs(ntsc - measured) ? whole : ntsc;
        double open = JITTER_SECONDS / (starts[starts.length - 1] - starts[0]);
        return Math.abs(nearer - measured) < open * measured ? nearer : measured;
    }

    private double keptBy(double rate) {
        int kept = 0;
        for (int i = 1; i < starts.length; i++) {
            kept += Math.abs(starts[i] - starts[i - 1] - 1 / rate) < JITTER_SECONDS ? 1 : 0;
        }
        return kept / (double) (starts.length - 1);
    }

    private static double value(AVRational rate, double otherwise) {
        return rate.num() > 0 && rate.den() > 0 ? rate.num() / (double) rate.den() : otherwise;
    }

    /** The number of the picture nearest to a time. */
    int indexAt(double seconds) {
        int found = Arrays.binarySearch(starts, seconds);
        if (found >= 0) {
            return found;
        }
        int after = -found - 1;
        if (after == 0 || after == starts.length) {
            return Math.max(0, Math.min(after, starts.length - 1));
        }
        return seconds - starts[after - 1] <= starts[after] - seconds ? after - 1 : after;
    }
}
