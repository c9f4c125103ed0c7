package org.viseme.metric;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How far lips and sound are apart when one is moved against the other: the distances from which SyncNet's offset,
 * LSE-D and LSE-C are read, as {@code syncnet_python} (Chung and Zisserman, 2016) computes them and Wav2Lip's
 * evaluation (Prajwal et al., 2020) takes them over. Embeddings of any scorer will do, but the figures are called LSE
 * only when they come from the published weights of {@link org.viseme.model.syncnet.SyncNetV2}.
 *
 * <p>An offset is the number of frames of 1/25 s by which the sound comes before the picture it belongs to: positive
 * when the sound is early, negative when it is late. Preparation ({@code org.viseme.data.prepare.SyncCurve}) counts the
 * other way.
 *
 * @param distances (frames, {@value #OFFSETS}): column {@code j} holds the distance of a frame's lips to the sound
 *     {@code j - 15} frames later, so that it belongs to the offset {@code 15 - j}
 */
public record SyncDistances(double[][] distances) {
    /** The largest offset that is tried, in frames. */
    public static final int REACH = 15;

    /** The number of offsets that are tried. */
    public static final int OFFSETS = 2 * REACH + 1;

    /** PyTorch's pairwise distance adds it to each component of a difference. */
    private static final double EPSILON = 1e-6;

    private static final int MEDIAN_WINDOW = 9;

    public SyncDistances {
        if (distances.length == 0 || Arrays.stream(distances).anyMatch(row -> row.length != OFFSETS)) {
            throw new IllegalArgumentException(distances.length + " frames, or not " + OFFSETS + " offsets for each");
        }
    }

    /**
     * Euclidean distances. Before the first and after the last frame of sound there are embeddings of zeros.
     *
     * @param lips (frames, values)
     * @param sound (frames, values): the sound of the same frames
     */
    public static SyncDistances of(float[][] lips, float[][] sound) {
        if (lips.length != sound.length) {
            throw new IllegalArgumentException(lips.length + " frames of lips and " + sound.length + " of sound");
        }
        double[][] distances = new double[lips.length][OFFSETS];
        for (int frame = 0; frame < lips.length; frame++) {
            float[] nothing = new float[lips[frame].length];
            for (int j = 0; j < OFFSETS; j++) {
                int heard = frame + j - REACH;
                distances[frame][j] =
                        distance(lips[frame], heard < 0 || heard >= sound.length ? nothing : sound[heard]);
            }
        }
        return new SyncDistances(distances);
    }

    private static double distance(float[] lips, float[] sound) {
        if (lips.length != sound.length) {
            throw new IllegalArgumentException("embeddings of " + lips.length + " and " + sound.length + " values");
        }
        double sum = 0;
        for (int i = 0; i < lips.length; i++) {
            double difference = (double) lips[i] - sound[i] + EPSILON;
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }

    /** The mean over all frames, for each column of {@link #distances}. */
    public double[] mean() {
        double[] mean = new double[OFFSETS];
        for (double[] row : distances) {
            for (int j = 0; j < OFFSETS; j++) {
                mean[j] += row[j] / distances.length;
            }
        }
        return mean;
    }

    /** The offset with the least mean distance; positive when the sound is early, in frames. */
    public int offset() {
        return REACH - closest(mean());
    }

    /** LSE-D: the least mean distance; lower is better. */
    public double lseDistance() {
        double[] mean = mean();
        return mean[closest(mean)];
    }

    /** LSE-C, also called the confidence: the median of the mean distances less the least one; higher is better. */
    public double lseConfidence() {
        double[] mean = mean();
        return median(mean) - mean[closest(mean)];
    }

    /** The distance of each frame at {@link #offset}. */
    public double[] frameDistance() {
        int best = closest(mean());
        return Arrays.stream(distances).mapToDouble(row -> row[best]).toArray();
    }

    /** For each frame, the median of the mean distances less the frame's distance at {@link #offset}. */
    public double[] frameConfidence() {
        double median = median(mean());
        return Arrays.stream(frameDistance()).map(distance -> median - distance).toArray();
    }

    /** The median of each {@value #MEDIAN_WINDOW} neighbours of {@link #frameConfidence}; beyond its ends are zeros. */
    public double[] smoothConfidence() {
        double[] confidence = frameConfidence();
        return IntStream.range(0, confidence.length)
                .mapToDouble(centre -> median(IntStream.range(0, MEDIAN_WINDOW)
                        .map(i -> centre + i - MEDIAN_WINDOW / 2)
                        .mapToDouble(i -> i < 0 || i >= confidence.length ? 0 : confidence[i])
                        .toArray()))
                .toArray();
    }

    private static int closest(double[] mean) {
        int best = 0;
        for (int j = 1; j < mean.length; j++) {
            best = mean[j] < mean[best] ? j : best;
        }
        return best;
    }

    /** The middle one of an odd number of values. */
    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
