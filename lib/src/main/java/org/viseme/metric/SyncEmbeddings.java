package org.viseme.metric;

import org.viseme.data.prepare.SyncCurve;

/**
 * What a sync expert sees and hears at every frame of a clip.
 *
 * @param lips (windows, embedding): row {@code i} is the window that begins with frame {@code i}; rows of length one
 * @param speech (windows before + windows + windows after, embedding): row {@code reach + i} is heard at frame {@code i}
 * @param reach sound is known for so many frames before the first and after the last window
 */
public record SyncEmbeddings(float[][] lips, float[][] speech, int reach) {
    public SyncEmbeddings {
        if (speech.length != lips.length + 2 * reach) {
            throw new IllegalArgumentException(
                    speech.length + " windows of sound for " + lips.length + " of lips and a reach of " + reach);
        }
    }

    /** Windows of lips. */
    public int windows() {
        return lips.length;
    }

    /** Cosine of the lips at a frame and the sound at another, in 0..1; NaN where there is no sound. */
    public double similarity(int lipFrame, int soundFrame) {
        float[] sound = speech[soundFrame + reach];
        if (sound == null) {
            return Double.NaN;
        }
        double sum = 0;
        float[] seen = lips[lipFrame];
        for (int i = 0; i < seen.length; i++) {
            sum += seen[i] * sound[i];
        }
        return sum;
    }

    /** The mean similarity for every offset up to {@code reach} frames to both sides, over the windows that have sound. */
    public SyncCurve curve() {
        double[] curve = new double[2 * reach + 1];
        for (int offset = -reach; offset <= reach; offset++) {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < lips.length; i++) {
                double value = similarity(i, i + offset);
                if (!Double.isNaN(value)) {
                    sum += value;
                    count++;
                }
            }
            curve[offset + reach] = count == 0 ? 0 : sum / count;
        }
        return new SyncCurve(curve);
    }
}
