package org.viseme.media;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A picture of 8 bits a channel, rows from the top, pixels interleaved as red, green, blue. The bytes are shared, not
 * copied: whoever changes them owns the picture.
 */
public final class RgbImage {
    private final int width;
    private final int height;
    private final byte[] bytes;

    /**
     * @param bytes {@code height * width * 3} bytes, RGB interleaved
     */
    public RgbImage(int width, int height, byte[] bytes) {
        if (width <= 0 || height <= 0 || bytes.length != width * height * 3) {
            throw new IllegalArgumentException(width + "x" + height + " picture of " + bytes.length + " bytes");
        }
        this.width = width;
        this.height = height;
        this.bytes = Objects.requireNonNull(bytes);
    }

    /** A black picture. */
    public static RgbImage black(int width, int height) {
        return new RgbImage(width, height, new byte[width * height * 3]);
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The pixels themselves, not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** The value of one channel, 0 to 255; {@code channel} 0 is red. */
    public int get(int x, int y, int channel) {
        return bytes[(y * width + x) * 3 + channel] & 0xff;
    }

    public RgbImage copy() {
        return new RgbImage(width, height, bytes.clone());
    }

    /**
     * The rectangle at (x, y) as a new picture. Parts outside this picture repeat its nearest edge pixel, so that a face
     * at the border keeps its proportions.
     */
    public RgbImage crop(int x, int y, int cropWidth, int cropHeight) {
        RgbImage crop = black(cropWidth, cropHeight);
        int left = Math.clamp(x, 0, width - 1);
        int right = Math.clamp((long) x + cropWidth, left + 1, width);
        for (int row = 0; row < cropHeight; row++) {
            int source = Math.clamp((long) y + row, 0, height - 1) * width;
            int target = row * cropWidth;
            int inside = Math.clamp((long) left - x, 0, cropWidth - 1);
            int count = Math.min(right - left, cropWidth - inside);
            System.arraycopy(bytes, (source + left) * 3, crop.bytes, (target + inside) * 3, count * 3);
            for (int column = 0; column < inside; column++) {
                System.arraycopy(bytes, (source + left) * 3, crop.bytes, (target + column) * 3, 3);
            }
            for (int column = inside + count; column < cropWidth; column++) {
                System.arraycopy(bytes, (source + right - 1) * 3, crop.bytes, (target + column) * 3, 3);
            }
        }
        return crop;
    }

    /** This picture at another size: averaged over areas when it shrinks, bilinear when it grows. */
    public RgbImage resize(int newWidth, int newHeight) {
        if (newWidth == width && newHeight == height) {
            return copy();
        }
        boolean shrinks = newWidth <= width && newHeight <= height;
        int interpolation = shrinks ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_LINEAR;
        try (Mat source = toMat();
                Mat target = new Mat();
                Size size = new Size(newWidth, newHeight)) {
            opencv_imgproc.resize(source, target, size, 0, 0, interpolation);
            return fromMat(target);
        }
    }

    /** Appends the channels one after the other, blue, green, red: the order that most published networks read. */
    public void putPlanesBlueFirst(ByteBuffer planes) {
        for (int channel = 2; channel >= 0; channel--) {
            for (int i = channel; i < bytes.length; i += 3) {
                planes.put(bytes[i]);
            }
        }
    }

    /** A copy in OpenCV's form, channels in this class's order (red first); the caller closes it. */
    public Mat toMat() {
        Mat mat = new Mat(height, width, opencv_core.CV_8UC3);
        mat.data().put(bytes);
        return mat;
    }

    /** The picture in a continuous 8-bit RGB matrix. */
    public static RgbImage fromMat(Mat mat) {
        byte[] bytes = new byte[mat.rows() * mat.cols() * 3];
        try (BytePointer data = mat.data()) {
            data.get(bytes);
        }
        return new RgbImage(mat.cols(), mat.rows(), bytes);
    }

    public BufferedImage toBufferedImage() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        swapRedAndBlue(bytes, ((DataBufferByte) image.getRaster().getDataBuffer()).getData());
        return image;
    }

    /** Any buffered image, its transparency dropped. */
    public static RgbImage of(BufferedImage image) {
        BufferedImage bgr = image;
        if (image.getType() != BufferedImage.TYPE_3BYTE_BGR || image.getRaster().getParent() != null) {
            bgr = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_3BYTE_BGR);
            var graphics = bgr.createGraphics();
            graphics.drawImage(image, 0, 0, null);
            graphics.dispose();
        }
        RgbImage result = black(image.getWidth(), image.getHeight());
        swapRedAndBlue(((DataBufferByte) bgr.getRaster().getDataBuffer()).getData(), result.bytes);
        return result;
    }

    private static void swapRedAndBlue(byte[] from, byte[] to) {
        for (int i = 0; i < from.length; i += 3) {
            to[i] = from[i + 2];
            to[i + 1] = from[i + 1];
            to[i + 2] = from[i];
        }
    }

    @Override
    public String toString() {
        return "RgbImage[" + width + "x" + height + "]";
    }
}
