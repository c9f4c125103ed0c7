package org.viseme.train;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.Split;
import org.viseme.data.prepare.SyncCurve;
import org.viseme.metric.SimilarityHistogram;

/**
 * Why a sync expert's training stays at 0.69. Binary cross-entropy of the answer 0.5 is ln 2 = 0.693: the network says
 * nothing, because there is nothing to learn (offsets between sound and picture), not enough of it, or too little of it in
 * one step. The checks stand in the order in which they are worth making; each judges a measurement that was made before.
 */
public final class SyncDiagnosis {
    /** The loss of an expert that knows nothing. */
    public static final double CHANCE = Math.log(2);

    /** After so many steps a few clips should no longer be at chance. */
    private static final int ENOUGH_STEPS = 200;

    private static final String COUNTED =
            "LatentSync uses batches of 1024 and says that 128 may stay at 0.69; Wav2Lip's 64 leave it after 150 to 200"
                    + " thousand steps";

    private SyncDiagnosis() {}

    /** What is looked at, in order. */
    public enum Check {
        OVERFIT("eight clips learnt by heart"),
        OFFSETS("offsets between sound and picture"),
        CONFIDENCE("clips with a clear offset"),
        SIMILARITIES("in sync against out of sync"),
        BATCH("pairs a step"),
        AMOUNT("amount of data");

        private final String words;

        Check(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** How bad it is. */
    public enum Verdict {
        OK,
        DOUBTFUL,
        WRONG,
        /** Could not be looked at. */
        SKIPPED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What one check found.
     *
     * @param measured the figures
     * @param meaning what they say
     * @param next what to do
     */
    public record Finding(Check check, Verdict verdict, String measured, String meaning, String next) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%-9s %s: %s%n          %s%n          -> %s", verdict, check, measured, meaning, next);
        }
    }

    /** A check that could not be made. */
    public static Finding skipped(Check check, String why, String next) {
        return new Finding(check, Verdict.SKIPPED, "not measured", why, next);
    }

    /** Can the network learn anything at all from these windows? */
    public static Finding overfit(SyncOverfit run) {
        if (run.course().isEmpty()) {
            return skipped(Check.OVERFIT, "stopped before the first figure", "give it more time");
        }
        SyncOverfit.Point last = run.course().getLast();
        String measured = text(
                "loss %.3f after %d steps, %.0f s, on %d clips",
                last.loss(), last.steps(), last.seconds(), run.clips().size());
        if (run.learnt()) {
            return new Finding(
                    Check.OVERFIT,
                    Verdict.OK,
                    measured,
                    "network, loss and windows are sound: what few clips say can be learnt",
                    "look at the data");
        }
        boolean falls = last.loss() < 0.8 * CHANCE;
        if (falls || last.steps() < ENOUGH_STEPS) {
            return new Finding(
                    Check.OVERFIT,
                    Verdict.DOUBTFUL,
                    measured,
                    (falls ? "it learns, but " : "too few steps to say: ") + SyncOverfit.GOAL
                            + " was not reached in the time",
                    "give it more time; where the loss stays, look at the crops and listen to the sound of these clips");
        }
        return new Finding(
                Check.OVERFIT,
                Verdict.WRONG,
                measured,
                "not even a few clips can be learnt by heart, so no amount of data or patience helps",
                "look at the windows: crops that show no lips, sound without content, embeddings that are not from a ReLU"
                        + " (their cosine is no probability)");
    }

    /**
     * Is the sound where the picture is? Only an expert that was itself trained on clips in sync can tell: one trained on
     * this very data takes the offset that most clips share for none.
     *
     * @param clips a curve a clip, as an expert measured it
     * @param leastConfidence clips below it do not count
     */
    public static Finding offsets(List<SyncCurve> clips, double leastConfidence) {
        List<SyncCurve> clear = clips.stream()
                .filter(clip -> clip.confidence() >= leastConfidence)
                .toList();
        if (clear.isEmpty()) {
            return skipped(
                    Check.OFFSETS,
                    "no clip's offset is clear enough to count",
                    "see the next check, or measure with another expert");
        }
        double near = share(clear, clip -> Math.abs(clip.offset()) <= 1);
        String measured = text("%.0f %% of %d clips are within one frame of zero", 100 * near, clear.size());
        if (near >= 0.9) {
            return new Finding(
                    Check.OFFSETS,
                    Verdict.OK,
                    measured,
                    "sound and picture are in step, as far as this expert can tell; only one trained on clips in sync can",
                    "nothing to do; if the expert was trained on these very clips, ask another one");
        }
        return new Finding(
                Check.OFFSETS,
                near >= 0.7 ? Verdict.DOUBTFUL : Verdict.WRONG,
                measured,
                "pairs that are called in sync are not, and where offsets are random 0.69 is the right answer; this holds if the"
                        + " expert itself was trained on clips in sync",
                "prepare the corpus again with a sync scorer (--sync), which corrects offsets and leaves out what is unclear;"
                        + " ./viseme stats shows them before and after");
    }

    /**
     * Does the sound belong to the picture at all? Dubbed films, voices from off screen and music have no offset that
     * fits.
     */
    public static Finding confidence(List<SyncCurve> clips, double leastConfidence) {
        double clear = share(clips, clip -> clip.confidence() >= leastConfidence);
        String measured = text(
                "%.0f %% of %d clips have a confidence of at least %.2f", 100 * clear, clips.size(), leastConfidence);
        if (clear >= 0.8) {
            return new Finding(
                    Check.CONFIDENCE,
                    Verdict.OK,
                    measured,
                    "the sound belongs to the faces that are shown",
                    "nothing to do");
        }
        return new Finding(
                Check.CONFIDENCE,
                clear >= 0.5 ? Verdict.DOUBTFUL : Verdict.WRONG,
                measured,
                "either these clips show faces that do not speak, or the expert does not know such clips",
                "look at some unclear clips; leave them out (prepare --drop unsure-sync), or measure with another expert");
    }

    /** Does the expert tell windows in sync from others? */
    public static Finding similarities(SimilarityHistogram windows) {
        double overlap = windows.overlap();
        String measured = text("%.0f %% of the two histograms overlap, %d windows", 100 * overlap, windows.windows());
        if (overlap < 0.4) {
            return new Finding(
                    Check.SIMILARITIES, Verdict.OK, measured, "the expert tells them apart", "nothing to do");
        }
        if (overlap < 0.8) {
            return new Finding(
                    Check.SIMILARITIES,
                    Verdict.DOUBTFUL,
                    measured,
                    "the expert tells some apart; silence is alike everywhere, and wrong offsets mix the two as well",
                    "mend wrong offsets first; then train on, and look at windows that overlap a spoken word");
        }
        return new Finding(
                Check.SIMILARITIES,
                Verdict.WRONG,
                measured,
                "the expert answers the same whatever it sees and hears",
                "the checks above say why, if the data is at fault; otherwise the ones below");
    }

    /** Are there enough pairs in a step for a gradient that points somewhere? */
    public static Finding batch(SyncRecipe recipe) {
        int accumulate = recipe.optimization().accumulate();
        long windows = recipe.sampling().size();
        long others = recipe.otherClips() ? windows - 1 : recipe.sampling().windows() - 1;
        long inSync = windows * accumulate;
        long outOfSync = windows * others * accumulate;
        String measured = text(
                "%d pairs in sync and %d out of sync (%d clips, %d windows each; batches a step: %d)",
                inSync, outOfSync, recipe.sampling().clips(), recipe.sampling().windows(), accumulate);
        boolean contrast = recipe.contrastWeight() > 0;
        long pairs = inSync + outOfSync;
        if (pairs >= 1024 || contrast && pairs > 128) {
            return new Finding(
                    Check.BATCH,
                    Verdict.OK,
                    measured,
                    COUNTED + (contrast ? "; the contrastive loss teaches even where the answer is 0.5" : ""),
                    "nothing to do");
        }
        return new Finding(
                Check.BATCH,
                pairs > 128 ? Verdict.DOUBTFUL : Verdict.WRONG,
                measured,
                COUNTED,
                "more clips or windows a batch, more batches a step (accumulate), or a contrastWeight of 1");
    }

    /** Is there enough to learn from that it holds for others? */
    public static Finding amount(ClipStore store) {
        List<ClipEntry> clips = store.clips(SyncOverfit.split(store));
        double hours = clips.stream().mapToDouble(ClipEntry::seconds).sum() / 3600;
        long speakers = clips.stream().map(ClipEntry::speaker).distinct().count();
        Split split = SyncOverfit.split(store);
        String measured =
                text("%d clips, %.2f hours, %d speakers in the split %s", clips.size(), hours, speakers, split.label());
        if (clips.size() < 20) {
            return new Finding(
                    Check.AMOUNT,
                    Verdict.WRONG,
                    measured,
                    "8 or 9 videos never left 0.69 in LatentSync",
                    "gather hundreds of clips of many speakers");
        }
        if (clips.size() < 2000 || speakers < 10) {
            return new Finding(
                    Check.AMOUNT,
                    Verdict.DOUBTFUL,
                    measured,
                    "small sets leave 0.69 and then over-fit: users of Wav2Lip saw about 0.55 on held-out clips",
                    "watch the loss on held-out speakers, augment, add speakers rather than hours");
        }
        return new Finding(
                Check.AMOUNT,
                Verdict.OK,
                measured,
                "20,000 clips below 5 s reached 0.37 with Wav2Lip's expert in 360 thousand steps; but 30 hours that were not"
                        + " corrected stayed at 0.69",
                "if the loss stays at 0.69 with all of this in order, change the learning rate");
    }

    private static double share(List<SyncCurve> clips, Predicate<SyncCurve> which) {
        return clips.isEmpty() ? 0 : clips.stream().filter(which).count() / (double) clips.size();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
