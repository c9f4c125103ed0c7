package org.viseme.media;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.FloatPointer;

/** Sound to AAC, as far as the pictures have got and no further: nothing but one AAC frame is held. */
final class SoundEncoder implements AutoCloseable {
    private static final int BIT_RATE_MONO = 96_000;
    private static final int BIT_RATE_MORE = 96_000;

    private final MediaSink sink;
    private final SoundTrack track;
    private final AVCodecContext context;
    private final AVStream stream;
    private final AVFrame frame = avutil.av_frame_alloc();
    private final float[] block;
    private long written;

    SoundEncoder(MediaSink sink, SoundTrack track) {
        this.sink = sink;
        this.track = track;
        AVCodec codec = avcodec.avcodec_find_encoder(avcodec.AV_CODEC_ID_AAC);
        context = avcodec.avcodec_alloc_context3(codec);
        context.sample_fmt(avutil.AV_SAMPLE_FMT_FLTP).sample_rate(track.rate());
        avutil.av_channel_layout_default(context.ch_layout(), track.channels());
        context.bit_rate(BIT_RATE_MONO + (long) BIT_RATE_MORE * (track.channels() - 1));
        try (AVRational sample = new AVRational()) {
            context.time_base(sample.num(1).den(track.rate()));
        }
        if (sink.wantsGlobalHeaders()) {
            context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
        }
        Ffmpeg.require(avcodec.avcodec_open2(context, codec, (AVDictionary) null), "AAC encoder");
        stream = sink.addStream(context);
        block = new float[context.frame_size() * track.channels()];
    }

    /** Encodes the sound until a time, in whole AAC frames. */
    void writeUntil(double seconds) {
        while (written < seconds * track.rate() && writeFrame()) {}
    }

    private boolean writeFrame() {
        int channels = track.channels();
        int count = track.read(block);
        if (count == 0) {
            return false;
        }
        frame.format(avutil.AV_SAMPLE_FMT_FLTP).sample_rate(track.rate()).nb_samples(count);
        avutil.av_channel_layout_copy(frame.ch_layout(), context.ch_layout());
        Ffmpeg.require(avutil.av_frame_get_buffer(frame, 0), "sound");
        float[] plane = new float[count];
        for (int channel = 0; channel < channels; channel++) {
            for (int i = 0; i < count; i++) {
                plane[i] = block[i * channels + channel];
            }
            new FloatPointer(frame.extended_data(channel)).put(plane);
        }
        frame.pts(written);
        written += count;
        sink.encode(context, stream, frame);
        avutil.av_frame_unref(frame);
        return true;
    }

    /** Encodes what is left of the sound. */
    void finish() {
        writeUntil(Double.POSITIVE_INFINITY);
        sink.encode(context, stream, null);
    }

    @Override
    public void close() {
        avutil.av_frame_free(frame);
        avcodec.avcodec_free_context(context);
        track.close();
    }
}
