package org.viseme.media;

import java.util.Arrays;
import java.util.Random;

/** Pictures and sounds with known content. */
final class TestPictures {
    private TestPictures() {}

    /** Smooth colours that move with the number, as video is. */
    static RgbImage smooth(int width, int height, int number) {
        RgbImage image = RgbImage.black(width, height);
        byte[] bytes = image.bytes();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = (y * width + x) * 3;
                bytes[at] = (byte) Math.round(128 + 90 * Math.sin((x + 2 * number) * 0.03));
                bytes[at + 1] = (byte) Math.round(128 + 90 * Math.sin((y - number) * 0.04 + 1));
                bytes[at + 2] = (byte) Math.round(128 + 90 * Math.sin((x + y) * 0.02 + 2));
            }
        }
        return image;
    }

    /** A picture of one grey, by which a frame can be told from the others. */
    static RgbImage grey(int width, int height, int level) {
        RgbImage image = RgbImage.black(width, height);
        Arrays.fill(image.bytes(), (byte) level);
        return image;
    }

    static RgbImage noise(int width, int height, long seed) {
        RgbImage image = RgbImage.black(width, height);
        new Random(seed).nextBytes(image.bytes());
        return image;
    }

    static double psnr(RgbImage a, RgbImage b) {
        double sum = 0;
        for (int i = 0; i < a.bytes().length; i++) {
            double difference = (a.bytes()[i] & 0xff) - (b.bytes()[i] & 0xff);
            sum += difference * difference;
        }
        return 10 * Math.log10(255.0 * 255 * a.bytes().length / sum);
    }

    static Waveform sine(double hertz, double seconds, int rate) {
        float[] samples = new float[(int) Math.round(seconds * rate)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * hertz * i / rate));
        }
        return new Waveform(samples, rate);
    }

    /** Noise below a quarter of the rate: survives coding, and its correlation has one sharp peak. */
    static Waveform softNoise(double seconds, int rate, long seed) {
        float[] samples = new float[(int) Math.round(seconds * rate)];
        Random random = new Random(seed);
        double a = 0;
        double b = 0;
        for (int i = 0; i < samples.length; i++) {
            a += 0.3 * (random.nextGaussian() - a);
            b += 0.3 * (a - b);
            samples[i] = (float) Math.clamp(0.5 * b, -1, 1);
        }
        return new Waveform(samples, rate);
    }

    /** By how many samples the second sound comes later than the first: the peak of their correlation. */
    static int lag(float[] first, float[] second, int reach) {
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int lag = -reach; lag <= reach; lag++) {
            double sum = 0;
            for (int i = reach; i < Math.min(first.length, second.length) - reach; i++) {
                sum += first[i] * second[i + lag];
            }
            if (sum > highest) {
                highest = sum;
                best = lag;
            }
        }
        return best;
    }
}
