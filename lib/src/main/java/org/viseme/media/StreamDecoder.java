package org.viseme.media;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.viseme.VisemeException;

/** The frames of one stream of a container, in the order in which they are shown. */
final class StreamDecoder implements AutoCloseable {
    /** Damaged frames in a row after which a stream counts as ended, so that no file can keep us for ever. */
    private static final int MOST_DAMAGES = 10_000;

    private final MediaSource source;
    private final AVStream stream;
    private final AVCodecContext context;
    private final AVPacket packet = avcodec.av_packet_alloc();
    private boolean draining;
    private int damages;

    StreamDecoder(MediaSource source, AVStream stream, int threads) {
        this.source = source;
        this.stream = stream;
        AVCodec codec = avcodec.avcodec_find_decoder(stream.codecpar().codec_id());
        if (codec == null || codec.isNull()) {
            String name = avcodec.avcodec_get_name(stream.codecpar().codec_id()).getString();
            throw undecodable("is coded as " + name + ", for which there is no decoder");
        }
        context = avcodec.avcodec_alloc_context3(codec);
        Ffmpeg.require(avcodec.avcodec_parameters_to_context(context, stream.codecpar()), "decoder parameters");
        context.pkt_timebase(stream.time_base());
        context.thread_count(threads);
        int error = avcodec.avcodec_open2(context, codec, (AVDictionary) null);
        if (error < 0) {
            close();
            throw undecodable("cannot be decoded (" + Ffmpeg.describe(error) + ")");
        }
    }

    private VisemeException undecodable(String problem) {
        return new VisemeException(
                source.file().toString(), problem, "convert it to H.264 and AAC in MP4 with another program");
    }

    AVStream stream() {
        return stream;
    }

    /** Decodes the next frame; false at the end. Damaged packets are passed over, as players do. */
    boolean next(AVFrame frame) {
        while (true) {
            int result = avcodec.avcodec_receive_frame(context, frame);
            if (result >= 0) {
                damages = 0;
                return true;
            }
            if (result == avutil.AVERROR_EOF()) {
                return false;
            }
            // Anything else but "give me more" is a damaged frame: there may be good ones behind it.
            boolean damaged = result != avutil.AVERROR_EAGAIN();
            if (damaged && ++damages > MOST_DAMAGES || !damaged && !feed()) {
                return false;
            }
        }
    }

    private boolean feed() {
        if (draining) {
            return false;
        }
        while (source.read(packet)) {
            boolean ours = packet.stream_index() == stream.index();
            if (ours) {
                avcodec.avcodec_send_packet(context, packet);
            }
            avcodec.av_packet_unref(packet);
            if (ours) {
                return true;
            }
        }
        draining = true;
        avcodec.avcodec_send_packet(context, null);
        return true;
    }

    /** Forgets what was decoded, after a jump in the container. */
    void flush() {
        avcodec.avcodec_flush_buffers(context);
        draining = false;
    }

    @Override
    public void close() {
        avcodec.av_packet_free(packet);
        avcodec.avcodec_free_context(context);
    }
}
