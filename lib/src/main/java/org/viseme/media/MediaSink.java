package org.viseme.media;

import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.viseme.VisemeException;

/** An MP4 file that is being written: packets of several streams, interleaved by time, its index at the front. */
final class MediaSink implements AutoCloseable {
    /** ENOSPC, which has this number on Linux, macOS and Windows. */
    private static final int NO_SPACE = 28;

    private final Path target;
    private final AVFormatContext context = new AVFormatContext(null);
    private final AVPacket packet = avcodec.av_packet_alloc();

    /**
     * @param path the file to write
     * @param target the name that the user knows, for messages
     */
    MediaSink(Path path, Path target) {
        Ffmpeg.quiet();
        this.target = target;
        AVIOContext file = new AVIOContext(null);
        try (BytePointer url = Ffmpeg.url(path);
                BytePointer format = Ffmpeg.text("mp4")) {
            // The name is needed beside the open file: putting the index in front reads the file again.
            Ffmpeg.require(avformat.avformat_alloc_output_context2(context, null, format, url), "MP4 writer");
            int error = avformat.avio_open(file, url, avformat.AVIO_FLAG_WRITE);
            if (error < 0) {
                avcodec.av_packet_free(packet);
                avformat.avformat_free_context(context);
                throw notWritten(error);
            }
        }
        context.pb(file);
    }

    /** Whether encoders have to put their headers into the stream's description. */
    boolean wantsGlobalHeaders() {
        return (context.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0;
    }

    AVStream addStream(AVCodecContext encoder) {
        AVStream stream = avformat.avformat_new_stream(context, null);
        Ffmpeg.require(avcodec.avcodec_parameters_from_context(stream.codecpar(), encoder), "stream parameters");
        stream.time_base(encoder.time_base());
        return stream;
    }

    /** A stream whose packets are {@linkplain #copy copied}. */
    AVStream addStream(AVStream original) {
        AVStream stream = avformat.avformat_new_stream(context, null);
        Ffmpeg.require(avcodec.avcodec_parameters_copy(stream.codecpar(), original.codecpar()), "stream parameters");
        stream.codecpar().codec_tag(0); // each container has its own
        stream.time_base(original.time_base());
        return stream;
    }

    /** Begins the file, after all streams are there. */
    void begin(Map<String, String> metadata) {
        metadata.forEach((key, value) -> {
            AVDictionary entries = context.metadata() == null ? new AVDictionary(null) : context.metadata();
            try (BytePointer name = Ffmpeg.text(key);
                    BytePointer text = Ffmpeg.text(value)) {
                avutil.av_dict_set(entries, name, text, 0);
            }
            context.metadata(entries);
        });
        AVDictionary options = new AVDictionary(null);
        avutil.av_dict_set(options, "movflags", "+faststart", 0);
        int error = avformat.avformat_write_header(context, options);
        avutil.av_dict_free(options);
        check(error);
    }

    /** Encodes a frame and writes what the encoder gives for it; null flushes the encoder. */
    void encode(AVCodecContext encoder, AVStream stream, AVFrame frame) {
        Ffmpeg.require(avcodec.avcodec_send_frame(encoder, frame), "encoder");
        while (true) {
            int result = avcodec.avcodec_receive_packet(encoder, packet);
            if (result == avutil.AVERROR_EAGAIN() || result == avutil.AVERROR_EOF()) {
                return;
            }
            Ffmpeg.require(result, "encoder");
            avcodec.av_packet_rescale_ts(packet, encoder.time_base(), stream.time_base());
            packet.stream_index(stream.index());
            check(avformat.av_interleaved_write_frame(context, packet));
            check(context.pb().error());
        }
    }

    /** Writes a packet of another file; it is empty afterwards. */
    void copy(AVPacket original, AVStream from, AVStream to) {
        avcodec.av_packet_rescale_ts(original, from.time_base(), to.time_base());
        original.stream_index(to.index());
        original.pos(-1);
        check(avformat.av_interleaved_write_frame(context, original));
        check(context.pb().error());
    }

    /** Writes the index and closes the file; only then is it known that all of it is on the disk. */
    void finish() {
        check(avformat.av_write_trailer(context));
        avformat.avio_flush(context.pb());
        check(context.pb().error());
        check(closeFile());
    }

    private int closeFile() {
        AVIOContext file = context.pb();
        if (file == null || file.isNull()) {
            return 0;
        }
        context.pb(null);
        return avformat.avio_close(file);
    }

    private void check(int error) {
        if (error < 0) {
            throw notWritten(error);
        }
    }

    private VisemeException notWritten(int error) {
        Path folder = target.toAbsolutePath().getParent();
        if (error == -NO_SPACE) {
            return new VisemeException(
                    target.toString(),
                    "could not be written because the disk is full",
                    "free some space in " + folder + " or choose another folder; nothing was changed");
        }
        return new VisemeException(
                target.toString(),
                "could not be written (" + Ffmpeg.describe(error) + ")",
                "check that " + folder + " can be written; nothing was changed");
    }

    @Override
    public void close() {
        closeFile();
        avcodec.av_packet_free(packet);
        avformat.avformat_free_context(context);
    }
}
