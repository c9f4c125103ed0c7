package org.viseme.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;

/** Still pictures in files and in memory: PNG (exact) and JPEG; BMP, WebP and TIFF are read too. */
public final class Images {
    private Images() {}

    /** Whether a file begins as a still picture does, whatever its name. */
    public static boolean isImage(Path file) {
        byte[] head = new byte[12];
        try (InputStream stream = Files.newInputStream(file)) {
            int length = stream.readNBytes(head, 0, head.length);
            return length == head.length && isImage(head);
        } catch (IOException e) {
            throw new VisemeException(file.toString(), "cannot be read (" + e.getMessage() + ")", "check the disk", e);
        }
    }

    private static boolean isImage(byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        return text.startsWith("\u0089PNG")
                || text.startsWith("\u00ff\u00d8\u00ff")
                || text.startsWith("BM") && head[6] == 0 && head[7] == 0 && head[8] == 0 && head[9] == 0
                || text.startsWith("RIFF") && text.startsWith("WEBP", 8)
                || text.startsWith("II*\0")
                || text.startsWith("MM\0*");
    }

    /**
     * Reads a picture file, turned upright as its EXIF entry says; transparency is dropped.
     *
     * @throws VisemeException when the file is missing or no picture
     */
    public static RgbImage read(Path file) {
        MediaFiles.requireReadable(file);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new VisemeException(file.toString(), "cannot be read (" + e.getMessage() + ")", "check the disk", e);
        }
        RgbImage image = decode(bytes);
        if (image == null) {
            throw new VisemeException(file.toString(), "is not a picture that can be read", "use a PNG or JPEG file");
        }
        return image;
    }

    /** The picture in the bytes of a picture file; null when they are none. */
    public static RgbImage decode(byte[] bytes) {
        if (bytes.length == 0) {
            return null;
        }
        try (BytePointer data = new BytePointer(bytes);
                Mat encoded = new Mat(1, bytes.length, org.bytedeco.opencv.global.opencv_core.CV_8UC1, data);
                Mat bgr = opencv_imgcodecs.imdecode(encoded, opencv_imgcodecs.IMREAD_COLOR)) {
            if (bgr.empty()) {
                return null;
            }
            opencv_imgproc.cvtColor(bgr, bgr, opencv_imgproc.COLOR_BGR2RGB);
            return RgbImage.fromMat(bgr);
        }
    }

    /**
     * Writes a picture, as JPEG (quality 95) where the name ends so, else as PNG.
     *
     * @throws VisemeException when the file cannot be written; nothing is left half-written
     */
    public static void write(RgbImage image, Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean jpeg = name.endsWith(".jpg") || name.endsWith(".jpeg");
        byte[] bytes = jpeg ? encodeJpeg(image, 95) : encodePng(image);
        AtomicFile.write(file, out -> out.write(bytes));
    }

    /** The bytes of a PNG file, without loss. */
    public static byte[] encodePng(RgbImage image) {
        return encode(image, ".png", opencv_imgcodecs.IMWRITE_PNG_COMPRESSION, 3);
    }

    /** The bytes of a JPEG file; {@code quality} runs from 0 to 100. */
    public static byte[] encodeJpeg(RgbImage image, int quality) {
        return encode(image, ".jpg", opencv_imgcodecs.IMWRITE_JPEG_QUALITY, quality);
    }

    private static byte[] encode(RgbImage image, String extension, int option, int value) {
        try (Mat mat = image.toMat();
                BytePointer encoded = new BytePointer();
                IntPointer options = new IntPointer(option, value)) {
            opencv_imgproc.cvtColor(mat, mat, opencv_imgproc.COLOR_RGB2BGR);
            if (!opencv_imgcodecs.imencode(extension, mat, encoded, options)) {
                throw new IllegalStateException("OpenCV cannot write " + extension);
            }
            byte[] bytes = new byte[Math.toIntExact(encoded.limit())];
            encoded.get(bytes);
            return bytes;
        }
    }

    /**
     * Pictures of one size as one picture.
     *
     * @param rows as many pictures in each
     */
    public static RgbImage grid(List<List<RgbImage>> rows) {
        RgbImage first = rows.getFirst().getFirst();
        int columns = rows.getFirst().size();
        RgbImage grid = RgbImage.black(columns * first.width(), rows.size() * first.height());
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < columns; column++) {
                byte[] part = rows.get(row).get(column).bytes();
                for (int y = 0; y < first.height(); y++) {
                    int to = ((row * first.height() + y) * grid.width() + column * first.width()) * 3;
                    System.arraycopy(part, y * first.width() * 3, grid.bytes(), to, first.width() * 3);
                }
            }
        }
        return grid;
    }
}
