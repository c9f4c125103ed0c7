package org.viseme.data;

import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_OPTIMIZE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_SAMPLING_FACTOR_444;

import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.viseme.media.RgbImage;

/**
 * How a store compresses crops: JPEG of quality 97 with full colour resolution. Measured on 96x96 crops of GRID: 5.5 kB
 * and 0.22 ms to decode a crop, mean error 0.9 grey levels; PNG would take 13.7 kB and 0.53 ms, lossless WebP 9.5 kB and
 * 0.35 ms.
 */
public final class CropCodec {
    static final int QUALITY = 97;
    /** The compression in words. */
    public static final String NAME = "JPEG, quality " + QUALITY + ", 4:4:4";

    private CropCodec() {}

    static byte[] encode(RgbImage crop) {
        return encode(crop, opencv_imgproc.COLOR_RGB2BGR);
    }

    /** The brightness alone. */
    static byte[] encodeGrey(RgbImage crop) {
        return encode(crop, opencv_imgproc.COLOR_RGB2GRAY);
    }

    private static byte[] encode(RgbImage crop, int conversion) {
        try (Mat rgb = crop.toMat();
                Mat converted = new Mat()) {
            opencv_imgproc.cvtColor(rgb, converted, conversion);
            return encode(converted, QUALITY);
        }
    }

    private static byte[] encode(Mat picture, int quality) {
        try (BytePointer buffer = new BytePointer();
                IntPointer options = new IntPointer(
                        IMWRITE_JPEG_QUALITY,
                        quality,
                        IMWRITE_JPEG_SAMPLING_FACTOR,
                        IMWRITE_JPEG_SAMPLING_FACTOR_444,
                        IMWRITE_JPEG_OPTIMIZE,
                        1)) {
            if (!opencv_imgcodecs.imencode(".jpg", picture, buffer, options)) {
                throw new IllegalStateException(
                        "OpenCV could not encode a picture of " + picture.cols() + " x " + picture.rows());
            }
            byte[] bytes = new byte[(int) buffer.limit()];
            buffer.get(bytes);
            return bytes;
        }
    }

    /** Compresses a picture of three planes, blue first, and puts what is left of it in its place. */
    static void compress(byte[] planes, int offset, int size, int quality) {
        int plane = size * size;
        byte[] interleaved = new byte[3 * plane];
        for (int i = 0, to = 0; i < plane; i++, to += 3) {
            interleaved[to] = planes[offset + i];
            interleaved[to + 1] = planes[offset + plane + i];
            interleaved[to + 2] = planes[offset + 2 * plane + i];
        }
        byte[] jpeg;
        try (BytePointer data = new BytePointer(interleaved);
                Mat picture = new Mat(size, size, opencv_core.CV_8UC3, data)) {
            jpeg = encode(picture, quality);
        }
        decodePlanes(jpeg, size, planes, offset);
    }

    static Optional<RgbImage> decode(byte[] jpeg) {
        return decodeInterleaved(jpeg).map(bgr -> {
            byte[] bytes = bgr.bytes();
            for (int i = 0; i < bytes.length; i += 3) {
                byte blue = bytes[i];
                bytes[i] = bytes[i + 2];
                bytes[i + 2] = blue;
            }
            return bgr;
        });
    }

    /**
     * Writes a picture as planes of blue, green and red, each {@code size * size} bytes.
     *
     * @return false when it is not a picture of that size
     */
    static boolean decodePlanes(byte[] jpeg, int size, byte[] planes, int offset) {
        Optional<RgbImage> decoded = decodeInterleaved(jpeg);
        if (decoded.isEmpty() || decoded.get().width() != size || decoded.get().height() != size) {
            return false;
        }
        byte[] bytes = decoded.get().bytes();
        int plane = size * size;
        for (int i = 0, from = 0; i < plane; i++, from += 3) {
            planes[offset + i] = bytes[from];
            planes[offset + plane + i] = bytes[from + 1];
            planes[offset + 2 * plane + i] = bytes[from + 2];
        }
        return true;
    }

    /** The picture with blue first, as OpenCV decodes it; empty when the bytes are no picture. */
    private static Optional<RgbImage> decodeInterleaved(byte[] jpeg) {
        if (jpeg.length == 0) {
            return Optional.empty();
        }
        try (BytePointer data = new BytePointer(jpeg);
                Mat encoded = new Mat(1, jpeg.length, opencv_core.CV_8UC1, data);
                Mat decoded = opencv_imgcodecs.imdecode(encoded, IMREAD_COLOR)) {
            return decoded == null || decoded.empty() ? Optional.empty() : Optional.of(RgbImage.fromMat(decoded));
        }
    }
}
