package org.viseme.face;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.viseme.VisemeException;

/**
 * A face without expression that looks straight ahead, to which others are aligned, in a canvas of 256 by 256 pixels.
 *
 * @param points all 68
 */
public record MeanFace(Landmarks points) {
    /** Points that do not move with speech: base of the nose, corners of the eyes. */
    private static final int[] STABLE = {33, 36, 39, 42, 45};

    /** Those of five points: eyes and tip of the nose. */
    private static final int STABLE_OF_FIVE = 3;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final int LARGEST_FILE = 1 << 16;
    private static final Pattern HEADER =
            Pattern.compile("\\{'descr': '<f([48])', 'fortran_order': False, 'shape': \\(68, 2\\),? ?\\}\\s*");

    /** The mean of 200 synthetic speakers with their mouths closed, made symmetric; 85 pixels between the outer corners of the eyes. */
    private static final MeanFace STANDARD = new MeanFace(Landmarks.of(
            58.0, 102.9, 57.6, 122.1, 59.6, 141.3, 65.5, 159.4, 75.2, 175.7, 87.4, 189.4, 100.5, 199.6, 113.6, 205.8,
            128.0, 207.9, 142.4, 205.8, 155.5, 199.6, 168.6, 189.4, 180.8, 175.7, 190.5, 159.4, 196.4, 141.3, 198.4,
            122.1, 198.0, 102.9, 82.7, 85.4, 91.0, 82.0, 99.2, 80.2, 107.5, 80.3, 115.8, 82.3, 140.2, 82.3, 148.5, 80.3,
            156.8, 80.2, 165.0, 82.0, 173.3, 85.4, 128.0, 102.2, 128.0, 113.4, 128.0, 124.6, 128.0, 135.8, 117.0, 141.5,
            122.5, 142.6, 128.0, 143.7, 133.5, 142.6, 139.0, 141.5, 85.5, 104.0, 93.9, 98.4, 104.2, 99.7, 112.6, 106.2,
            104.2, 109.1, 93.9, 108.3, 143.4, 106.2, 151.8, 99.7, 162.1, 98.4, 170.5, 104.0, 162.1, 108.3, 151.8, 109.1,
            100.6, 163.7, 111.0, 160.7, 120.3, 157.7, 128.0, 159.0, 135.7, 157.7, 145.0, 160.7, 155.4, 163.7, 145.8,
            171.2, 136.8, 174.3, 128.0, 175.3, 119.2, 174.3, 110.2, 171.2, 103.4, 163.7, 115.7, 165.2, 128.0, 165.6,
            140.3, 165.2, 152.6, 163.7, 140.3, 165.2, 128.0, 165.6, 115.7, 165.2));

    public MeanFace {
        if (points.count() != Landmarks.SIXTY_EIGHT) {
            throw new IllegalArgumentException("a mean face of " + points.count() + " points");
        }
    }

    /** The mean face of this project. */
    public static MeanFace standard() {
        return STANDARD;
    }

    /**
     * A mean face from a {@code .npy} file of shape (68, 2), float32 or float64, such as the one that AV-HuBERT's crops
     * were made with.
     *
     * @throws VisemeException when the file is missing or holds anything else
     */
    public static MeanFace read(Path file) {
        byte[] bytes;
        try (InputStream stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(LARGEST_FILE);
        } catch (IOException e) {
            throw new VisemeException(file.toString(), "cannot be read", "name a .npy file of 68 points", e);
        }
        double[] xy = parse(bytes);
        if (xy == null) {
            throw new VisemeException(
                    file.toString(),
                    "is not an array of 68 points",
                    "save it with numpy.save as float32 or float64 of shape (68, 2)");
        }
        return new MeanFace(Landmarks.of(xy));
    }

    /** The numbers of a .npy file of format 1.0; null when it is another file or a number is not finite. */
    private static double[] parse(byte[] bytes) {
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < MAGIC.length + 2 || !data.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            return null;
        }
        int length = data.getShort(MAGIC.length) & 0xffff;
        int start = MAGIC.length + 2 + length;
        if (start > bytes.length) {
            return null;
        }
        Matcher header = HEADER.matcher(new String(bytes, MAGIC.length + 2, length, StandardCharsets.US_ASCII));
        double[] xy = new double[2 * Landmarks.SIXTY_EIGHT];
        if (!header.matches() || bytes.length - start != xy.length * Integer.parseInt(header.group(1))) {
            return null;
        }
        data.position(start);
        for (int i = 0; i < xy.length; i++) {
            xy[i] = header.group(1).equals("4") ? data.getFloat() : data.getDouble();
            if (!Double.isFinite(xy[i])) {
                return null;
            }
        }
        return xy;
    }

    /** From a frame's pixels to the canvas, by the points of a face that do not move with speech. */
    Similarity alignment(Landmarks face) {
        if (face.count() == Landmarks.FIVE) {
            return between(
                    face, points.five(), IntStream.range(0, STABLE_OF_FIVE).toArray());
        }
        return between(face, points, STABLE);
    }

    private static Similarity between(Landmarks face, Landmarks mean, int[] indices) {
        List<Point> from = new ArrayList<>();
        List<Point> to = new ArrayList<>();
        for (int index : indices) {
            from.add(face.point(index));
            to.add(mean.point(index));
        }
        return Similarity.between(from, to);
    }

    /** The mean of the lips' points in the canvas; of five points as far from the corners' middle as in this face. */
    Point mouth(Similarity toCanvas, Landmarks face) {
        Point mouth = toCanvas.apply(face.mouth());
        if (face.count() != Landmarks.FIVE) {
            return mouth;
        }
        Point lips = points.mouth();
        Point corners = points.five().mouth();
        return new Point(mouth.x() + lips.x() - corners.x(), mouth.y() + lips.y() - corners.y());
    }
}
