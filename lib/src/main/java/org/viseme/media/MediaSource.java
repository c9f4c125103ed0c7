package org.viseme.media;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.viseme.VisemeException;

/**
 * An opened container: its picture and sound streams and its packets. Times are in seconds from the container's start,
 * which is the earliest time stamp of picture and sound, so both share one zero.
 */
final class MediaSource implements AutoCloseable {
    /** A packet that lies beyond the end of a truncated file is an error, and others may still be in front of it. */
    private static final int READ_ATTEMPTS = 100;

    private final Path file;
    private final AVFormatContext context;
    private final int video;
    private final int audio;
    private final double zero;

    private MediaSource(Path file, AVFormatContext context) {
        this.file = file;
        this.context = context;
        this.video = best(avutil.AVMEDIA_TYPE_VIDEO);
        this.audio = best(avutil.AVMEDIA_TYPE_AUDIO);
        this.zero = start();
    }

    /** Opens a file of any container FFmpeg knows; a reason in one line when it cannot be. */
    static MediaSource open(Path file) {
        Ffmpeg.quiet();
        MediaFiles.requireReadable(file);
        AVFormatContext context = new AVFormatContext(null);
        AVDictionary options = new AVDictionary(null);
        try (BytePointer url = Ffmpeg.url(file)) {
            // Playlists may name other files; nothing but files is ever opened for them.
            avutil.av_dict_set(options, "protocol_whitelist", "file", 0);
            int error = avformat.avformat_open_input(context, url, null, options);
            if (error < 0) {
                throw MediaFiles.refused(file, error);
            }
        } finally {
            avutil.av_dict_free(options);
        }
        int error = avformat.avformat_find_stream_info(context, (AVDictionary) null);
        if (error < 0) {
            avformat.avformat_close_input(context);
            throw MediaFiles.refused(file, error);
        }
        MediaSource source = new MediaSource(file, context);
        if (!source.hasVideo() && !source.hasAudio()) {
            source.close();
            throw new VisemeException(
                    file.toString(), "holds neither a picture nor a sound stream", "check that it is the right file");
        }
        return source;
    }

    private int best(int type) {
        int index = avformat.av_find_best_stream(context, type, -1, -1, (org.bytedeco.ffmpeg.avcodec.AVCodec) null, 0);
        if (index < 0) {
            return -1;
        }
        // The cover of a sound file is not a video.
        boolean cover = (stream(index).disposition() & avformat.AV_DISPOSITION_ATTACHED_PIC) != 0;
        return cover ? -1 : index;
    }

    private double start() {
        long start = context.start_time();
        double containerStart = start == avutil.AV_NOPTS_VALUE ? 0 : start / (double) avutil.AV_TIME_BASE;
        // The container's start is rounded to microseconds; a stream's own start is exact.
        for (int index : new int[] {video, audio}) {
            if (index >= 0 && stream(index).start_time() != avutil.AV_NOPTS_VALUE) {
                double exact = stream(index).start_time() * tick(index);
                if (Math.abs(exact - containerStart) < 2e-6) {
                    return exact;
                }
            }
        }
        return containerStart;
    }

    Path file() {
        return file;
    }

    boolean hasVideo() {
        return video >= 0;
    }

    boolean hasAudio() {
        return audio >= 0;
    }

    AVFormatContext context() {
        return context;
    }

    AVStream videoStream() {
        return stream(video);
    }

    AVStream audioStream() {
        return stream(audio);
    }

    private AVStream stream(int index) {
        return context.streams(index);
    }

    /** The length of one unit of a stream's time stamps, in seconds. */
    double tick(AVStream stream) {
        AVRational base = stream.time_base();
        return base.num() / (double) base.den();
    }

    private double tick(int index) {
        return tick(stream(index));
    }

    /** A time stamp of a stream in seconds from the container's start. */
    double seconds(AVStream stream, long timestamp) {
        return timestamp * tick(stream) - zero;
    }

    /** The inverse of {@link #seconds(AVStream, long)}. */
    long timestamp(AVStream stream, double seconds) {
        return Math.round((seconds + zero) / tick(stream));
    }

    /** From here on only packets of this stream are read. */
    void readOnly(AVStream wanted) {
        for (int i = 0; i < context.nb_streams(); i++) {
            boolean keep = i == wanted.index();
            stream(i).discard(keep ? avcodec.AVDISCARD_DEFAULT : avcodec.AVDISCARD_ALL);
        }
    }

    /** The next packet of any stream that is not discarded; false at the end, and where the file breaks off. */
    boolean read(AVPacket packet) {
        for (int attempt = 0; attempt < READ_ATTEMPTS; attempt++) {
            int result = avformat.av_read_frame(context, packet);
            if (result >= 0) {
                return true;
            }
            if (result == avutil.AVERROR_EOF()) {
                return false;
            }
        }
        return false;
    }

    /** Whether the container is of the MP4 family, whose durations follow from its index and edit lists. */
    boolean isMp4() {
        return context.iformat().name().getString().contains("mp4");
    }

    /** Whether seeking lands on key frames: containers without an index cannot promise that. */
    boolean seeksExactly() {
        return (context.iformat().flags() & avformat.AVFMT_TS_DISCONT) == 0;
    }

    @Override
    public void close() {
        avformat.avformat_close_input(context);
    }
}
