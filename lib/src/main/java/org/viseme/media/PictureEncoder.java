package org.viseme.media;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** RGB pictures to H.264 at a constant rate. */
final class PictureEncoder implements AutoCloseable {
    private static final int ALIGNMENT = 64;
    private static final int FLAGS = swscale.SWS_BICUBIC | swscale.SWS_ACCURATE_RND | swscale.SWS_FULL_CHR_H_INP;

    private final MediaSink sink;
    private final int width;
    private final int height;
    private final AVCodecContext context;
    private final AVStream stream;
    private final AVFrame frame = avutil.av_frame_alloc();
    private final int stride;
    private final BytePointer pixels;
    private final PointerPointer<BytePointer> sources = new PointerPointer<>(4);
    private final IntPointer strides = new IntPointer(4);
    private final SwsContext scaler;
    private long written;

    PictureEncoder(MediaSink sink, int width, int height, FrameRate rate, VideoWriter.Quality quality) {
        this.sink = sink;
        this.width = width;
        this.height = height;
        boolean lossless = quality == VideoWriter.Quality.LOSSLESS;
        boolean odd = width % 2 != 0 || height % 2 != 0;
        int yuv = odd ? avutil.AV_PIX_FMT_YUV444P : avutil.AV_PIX_FMT_YUV420P;
        int format = lossless ? avutil.AV_PIX_FMT_RGB24 : yuv;
        AVCodec codec = avcodec.avcodec_find_encoder_by_name(lossless ? "libx264rgb" : "libx264");
        if (codec == null || codec.isNull()) {
            throw new IllegalStateException("this build of FFmpeg has no x264 encoder");
        }
        context = avcodec.avcodec_alloc_context3(codec);
        context.width(width).height(height).pix_fmt(format);
        try (AVRational second = new AVRational();
                AVRational square = new AVRational()) {
            context.time_base(second.num(rate.seconds()).den(rate.frames()));
            context.framerate(second.num(rate.frames()).den(rate.seconds()));
            context.sample_aspect_ratio(square.num(1).den(1));
        }
        boolean high = ColorMatrix.isHighDefinition(width, height);
        if (!lossless) {
            context.colorspace(high ? avutil.AVCOL_SPC_BT709 : avutil.AVCOL_SPC_SMPTE170M);
            context.color_primaries(high ? avutil.AVCOL_PRI_BT709 : avutil.AVCOL_PRI_SMPTE170M);
            context.color_trc(high ? avutil.AVCOL_TRC_BT709 : avutil.AVCOL_TRC_SMPTE170M);
            context.color_range(avutil.AVCOL_RANGE_MPEG);
        }
        if (sink.wantsGlobalHeaders()) {
            context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
        }
        context.thread_count(Math.min(8, Runtime.getRuntime().availableProcessors()));
        avutil.av_opt_set(context.priv_data(), "preset", lossless ? "ultrafast" : "veryfast", 0);
        avutil.av_opt_set(context.priv_data(), lossless ? "qp" : "crf", Integer.toString(quality.constantRate()), 0);
        Ffmpeg.require(avcodec.avcodec_open2(context, codec, (AVDictionary) null), "H.264 encoder");
        stream = sink.addStream(context);
        stream.avg_frame_rate(context.framerate());

        frame.format(format).width(width).height(height);
        Ffmpeg.require(avutil.av_frame_get_buffer(frame, 0), "picture");
        stride = (width * 3 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        long size = (long) stride * height + ALIGNMENT;
        pixels = new BytePointer(avutil.av_malloc(size)).capacity(size);
        for (int plane = 0; plane < 4; plane++) {
            sources.put(plane, plane == 0 ? pixels : null);
            strides.put(plane, plane == 0 ? stride : 0);
        }
        scaler = swscale.sws_getContext(
                width, height, avutil.AV_PIX_FMT_RGB24, width, height, format, FLAGS, null, null, (DoublePointer) null);
        IntPointer table = swscale.sws_getCoefficients(ColorMatrix.of(context.colorspace(), width, height));
        swscale.sws_setColorspaceDetails(scaler, table, 1, table, lossless ? 1 : 0, 0, 1 << 16, 1 << 16);
    }

    void write(RgbImage image) {
        ByteBuffer rows = pixels.asByteBuffer();
        for (int y = 0; y < height; y++) {
            rows.put(y * stride, image.bytes(), y * width * 3, width * 3);
        }
        // The encoder may still look at the last frame's memory; then this one gets its own.
        Ffmpeg.require(avutil.av_frame_make_writable(frame), "picture");
        Ffmpeg.require(
                swscale.sws_scale(scaler, sources, strides, 0, height, frame.data(), frame.linesize()),
                "conversion from RGB");
        frame.pts(written++);
        sink.encode(context, stream, frame);
    }

    void finish() {
        sink.encode(context, stream, null);
    }

    @Override
    public void close() {
        swscale.sws_freeContext(scaler);
        avutil.av_free(pixels);
        sources.close();
        strides.close();
        avutil.av_frame_free(frame);
        avcodec.avcodec_free_context(context);
    }
}
