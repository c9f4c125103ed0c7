package org.viseme.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.viseme.data.prepare.SyncCurve;

/**
 * How well a sync expert tells windows in sync from windows out of sync. Every window of lips is asked twice: once with
 * its own sound, once with sound from at least one window's length away in the same clip (all such, counted together as
 * one answer). An accuracy is the mean over both kinds of question, so that guessing gives 0.5.
 *
 * @param clips number of clips
 * @param windows number of windows of lips
 * @param accuracy share of right answers, all windows
 * @param spokenWindows number of windows that overlap a spoken word
 * @param spokenAccuracy share of right answers for these; NaN where no words are known
 * @param threshold a cosine above it was taken for an answer "in sync"
 * @param loss binary cross-entropy of the cosines, balanced; chance is 0.693
 * @param offsetZero share of the clips whose offset comes out as 0
 * @param offsetWithinOne share of the clips whose offset comes out within one frame of 0
 * @param confidence mean over the clips of the offset curve's maximum less its median
 */
public record SyncReport(
        int clips,
        int windows,
        double accuracy,
        int spokenWindows,
        double spokenAccuracy,
        double threshold,
        double loss,
        double offsetZero,
        double offsetWithinOne,
        double confidence) {
    /** The figures that change during a training, in the order in which they are logged. */
    public double[] columns() {
        return new double[] {accuracy, spokenAccuracy, threshold, loss, offsetZero, offsetWithinOne, confidence};
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d windows of %,d clips: %.1f %% told right (%.1f %% of the %,d that overlap a word), threshold %.2f,"
                        + " loss %.3f; offset 0 in %.1f %% of the clips, within one frame in %.1f %%, confidence %.3f",
                windows,
                clips,
                100 * accuracy,
                100 * spokenAccuracy,
                spokenWindows,
                threshold,
                loss,
                100 * offsetZero,
                100 * offsetWithinOne,
                confidence);
    }

    /** Collects clips; {@link #report} can be asked at any time. */
    public static final class Collector {
        private final int gap;
        private final SimilarityHistogram all = new SimilarityHistogram();
        private final SimilarityHistogram spoken = new SimilarityHistogram();
        private final List<SyncCurve> curves = new ArrayList<>();

        /**
         * @param gap least number of frames between windows that count as out of sync
         */
        public Collector(int gap) {
            this.gap = gap;
        }

        /**
         * Adds a clip in which sound and picture are in step.
         *
         * @param overlapsWord whether a window of lips overlaps a spoken word; null where no words are known
         */
        public void add(SyncEmbeddings clip, boolean[] overlapsWord) {
            for (int lips = 0; lips < clip.windows(); lips++) {
                boolean word = overlapsWord != null && overlapsWord[lips];
                double own = clip.similarity(lips, lips);
                List<Double> others = new ArrayList<>();
                for (int sound = 0; sound < clip.windows(); sound++) {
                    double value = clip.similarity(lips, sound);
                    if (Math.abs(sound - lips) >= gap && !Double.isNaN(value)) {
                        others.add(value);
                    }
                }
                if (Double.isNaN(own) || others.isEmpty()) {
                    continue;
                }
                all.add(own, others);
                if (word) {
                    spoken.add(own, others);
                }
            }
            curves.add(clip.curve());
        }

        /** The measured similarities of all windows. */
        public SimilarityHistogram similarities() {
            return all;
        }

        /** The similarity at every offset, of each clip. */
        public List<SyncCurve> curves() {
            return List.copyOf(curves);
        }

        /** With the threshold that gives the best accuracy on all windows of this very collection. */
        public SyncReport report() {
            return report(all.bestThreshold());
        }

        /** With a threshold that was found elsewhere. */
        public SyncReport report(double threshold) {
            int clips = curves.size();
            List<Integer> offsets = curves.stream().map(SyncCurve::offset).toList();
            double confidence =
                    curves.stream().mapToDouble(SyncCurve::confidence).sum();
            return new SyncReport(
                    clips,
                    all.windows(),
                    all.accuracy(threshold),
                    spoken.windows(),
                    spoken.accuracy(threshold),
                    threshold,
                    all.loss(),
                    offsets.stream().filter(offset -> offset == 0).count() / (double) clips,
                    offsets.stream().filter(offset -> Math.abs(offset) <= 1).count() / (double) clips,
                    confidence / clips);
        }
    }
}
