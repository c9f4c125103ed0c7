package org.viseme.face;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.viseme.media.RgbImage;

/**
 * Finds camera cuts by the change of hue, saturation and brightness from frame to frame, on a small copy. As in the
 * adaptive detector of PySceneDetect, a cut is a change that is large in itself and much larger than those just before
 * and after it, which a quick movement is not. Holds one number a frame.
 */
public final class ShotBoundaries {
    /** The usual smallest change, as the mean difference of the three channels on a scale of 255. */
    public static final double LEAST_CHANGE = 15;

    /** How often the usual cut exceeds the changes around it. */
    public static final double LEAST_RATIO = 3;

    private static final int NEIGHBOURS = 2;
    private static final int LONG_SIDE = 64;
    private final double leastChange;
    private final double leastRatio;
    private byte[] last;
    private double[] changes = new double[256];
    private int frames;

    public ShotBoundaries(double leastChange, double leastRatio) {
        this.leastChange = leastChange;
        this.leastRatio = leastRatio;
    }

    /** Takes the next frame. */
    public void add(RgbImage frame) {
        byte[] small = smallHsv(frame);
        if (frames == changes.length) {
            changes = Arrays.copyOf(changes, 2 * frames);
        }
        changes[frames++] = last == null || last.length != small.length ? 0 : difference(last, small);
        last = small;
    }

    private static byte[] smallHsv(RgbImage frame) {
        RgbImage small = SmallCopy.of(frame, LONG_SIDE);
        try (Mat rgb = small.toMat();
                Mat hsv = new Mat()) {
            opencv_imgproc.cvtColor(rgb, hsv, opencv_imgproc.COLOR_RGB2HSV_FULL);
            return RgbImage.fromMat(hsv).bytes();
        }
    }

    private static double difference(byte[] one, byte[] other) {
        long sum = 0;
        for (int i = 0; i < one.length; i++) {
            int distance = Math.abs((one[i] & 0xff) - (other[i] & 0xff));
            // Hue is a circle.
            sum += i % 3 == 0 ? Math.min(distance, 256 - distance) : distance;
        }
        return sum / (double) one.length;
    }

    /** The first frames of all shots but the first one. */
    public List<Integer> cuts() {
        List<Integer> cuts = new ArrayList<>();
        for (int frame = 1; frame < frames; frame++) {
            if (changes[frame] >= leastChange && changes[frame] >= leastRatio * around(frame)) {
                cuts.add(frame);
            }
        }
        return cuts;
    }

    private double around(int frame) {
        double sum = 0;
        int count = 0;
        for (int near = Math.max(1, frame - NEIGHBOURS); near <= Math.min(frames - 1, frame + NEIGHBOURS); near++) {
            if (near != frame) {
                sum += changes[near];
                count++;
            }
        }
        return count == 0 ? 0 : sum / count;
    }
}
