package org.viseme.notebook;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.viseme.media.RgbImage;

/** Pictures with something wrong, to ask distances about. */
public final class PictureFlaws {
    private PictureFlaws() {}

    /**
     * Softer: a Gaussian blur; beyond the edges the outermost pixels go on.
     *
     * @param pixels standard deviation
     */
    public static RgbImage blurred(RgbImage picture, double pixels) {
        int reach = (int) Math.ceil(3 * pixels);
        double[] weights = new double[2 * reach + 1];
        double sum = 0;
        for (int i = -reach; i <= reach; i++) {
            weights[i + reach] = Math.exp(-i * i / (2 * pixels * pixels));
            sum += weights[i + reach];
        }
        double[] blurred = new double[picture.bytes().length];
        for (int i = -reach; i <= reach; i++) {
            for (int j = -reach; j <= reach; j++) {
                byte[] moved = moved(picture, i, j).bytes();
                double weight = weights[i + reach] * weights[j + reach] / (sum * sum);
                for (int k = 0; k < moved.length; k++) {
                    blurred[k] += weight * (moved[k] & 0xff);
                }
            }
        }
        RgbImage result = RgbImage.black(picture.width(), picture.height());
        for (int k = 0; k < blurred.length; k++) {
            result.bytes()[k] = (byte) Math.round(blurred[k]);
        }
        return result;
    }

    /** Moved by whole pixels; the edges are repeated. */
    public static RgbImage moved(RgbImage picture, int right, int down) {
        int width = picture.width();
        RgbImage result = RgbImage.black(width, picture.height());
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < width; x++) {
                int row = Math.clamp(y - down, 0, picture.height() - 1);
                int column = Math.clamp(x - right, 0, width - 1);
                System.arraycopy(picture.bytes(), 3 * (row * width + column), result.bytes(), 3 * (y * width + x), 3);
            }
        }
        return result;
    }

    /**
     * With independent Gaussian noise on every value.
     *
     * @param levels standard deviation, of 255
     */
    public static RgbImage noisy(RgbImage picture, double levels, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return each(picture, value -> value + levels * random.nextGaussian());
    }

    /** Brighter by so many levels of 255. */
    public static RgbImage brighter(RgbImage picture, double levels) {
        return each(picture, value -> value + levels);
    }

    private static RgbImage each(RgbImage picture, DoubleUnaryOperator change) {
        RgbImage result = RgbImage.black(picture.width(), picture.height());
        for (int i = 0; i < result.bytes().length; i++) {
            long value = Math.round(change.applyAsDouble(picture.bytes()[i] & 0xff));
            result.bytes()[i] = (byte) Math.clamp(value, 0, 255);
        }
        return result;
    }
}
