package org.viseme.media;

import java.nio.ByteBuffer;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swscale;
import org.bytedeco.ffmpeg.swscale.SwsContext;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Turns decoded frames of any pixel format into RGB pictures of one size. A frame whose size changes in mid-stream is
 * scaled to the size of the first.
 */
final class PictureConverter implements AutoCloseable {
    private static final int ALIGNMENT = 64;
    /** Chroma is interpolated at full resolution: the fast path repeats it and is wrong at odd widths. */
    private static final int FLAGS = swscale.SWS_BILINEAR | swscale.SWS_ACCURATE_RND | swscale.SWS_FULL_CHR_H_INT;

    private final int width;
    private final int height;
    private final int stride;
    private final BytePointer pixels;
    private final PointerPointer<BytePointer> targets = new PointerPointer<>(4);
    private final IntPointer strides = new IntPointer(4);
    private SwsContext scaler;
    private Layout layout;

    private record Layout(int width, int height, int format, int colorspace, boolean fullRange) {}

    PictureConverter(int width, int height) {
        this.width = width;
        this.height = height;
        this.stride = (width * 3 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        long size = (long) stride * height + ALIGNMENT;
        this.pixels = new BytePointer(avutil.av_malloc(size)).capacity(size);
        for (int plane = 0; plane < 4; plane++) {
            targets.put(plane, plane == 0 ? pixels : null);
            strides.put(plane, plane == 0 ? stride : 0);
        }
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** A frame as stored, that is, not yet turned upright. */
    RgbImage convert(AVFrame frame) {
        prepare(frame);
        Ffmpeg.require(
                swscale.sws_scale(scaler, frame.data(), frame.linesize(), 0, frame.height(), targets, strides),
                "conversion to RGB");
        byte[] bytes = new byte[width * height * 3];
        ByteBuffer rows = pixels.asByteBuffer();
        for (int y = 0; y < height; y++) {
            rows.get(y * stride, bytes, y * width * 3, width * 3);
        }
        return new RgbImage(width, height, bytes);
    }

    private void prepare(AVFrame frame) {
        boolean full = frame.color_range() == avutil.AVCOL_RANGE_JPEG || isFullRangeFormat(frame.format());
        int colorspace = ColorMatrix.of(frame.colorspace(), frame.width(), frame.height());
        Layout wanted = new Layout(frame.width(), frame.height(), frame.format(), colorspace, full);
        if (wanted.equals(layout)) {
            return;
        }
        release();
        scaler = swscale.sws_getContext(
                wanted.width,
                wanted.height,
                wanted.format,
                width,
                height,
                avutil.AV_PIX_FMT_RGB24,
                FLAGS,
                null,
                null,
                (DoublePointer) null);
        if (scaler == null || scaler.isNull()) {
            scaler = null;
            throw new IllegalStateException("no conversion to RGB from pixel format " + wanted.format);
        }
        IntPointer table = swscale.sws_getCoefficients(colorspace);
        // RGB sources have no such details, which the call reports and which is no error.
        swscale.sws_setColorspaceDetails(scaler, table, full ? 1 : 0, table, 1, 0, 1 << 16, 1 << 16);
        layout = wanted;
    }

    private static boolean isFullRangeFormat(int format) {
        return format == avutil.AV_PIX_FMT_YUVJ420P
                || format == avutil.AV_PIX_FMT_YUVJ422P
                || format == avutil.AV_PIX_FMT_YUVJ444P
                || format == avutil.AV_PIX_FMT_YUVJ440P
                || format == avutil.AV_PIX_FMT_YUVJ411P;
    }

    private void release() {
        if (scaler != null) {
            swscale.sws_freeContext(scaler);
            scaler = null;
        }
    }

    @Override
    public void close() {
        release();
        avutil.av_free(pixels);
        targets.close();
        strides.close();
    }
}
