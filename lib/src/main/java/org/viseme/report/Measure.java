package org.viseme.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What the columns of the papers' tables measure. A figure stands in such a column only if the same {@linkplain
 * #publishedScorer() scorer} gave it; a figure of another scorer goes by {@link #plainName()} and names its scorer.
 */
public enum Measure {
    /** Smallest distance over the offsets of sound and lips, see {@link org.viseme.metric.SyncDistances}. */
    LSE_D("LSE-D", "sync distance", false, "syncnet-v2", 3, Kind.SPEECH),
    /** Median distance over the offsets less the smallest; AV-CAT prints it as sync confidence. */
    LSE_C("LSE-C", "sync confidence", true, "syncnet-v2", 3, Kind.SPEECH),
    /** Word error rate in percent by AV-HuBERT large; above 100 where more is read than was said. */
    WER1("WER1", "word error rate", false, "av-hubert-large", 2, Kind.SPEECH),
    /** Word error rate in percent by a Conformer that is told the words so far. */
    WER2("WER2", "word error rate, words so far told", false, "conformer", 1, Kind.SPEECH),
    /** Share of words of LRW that are told right, in percent. */
    ACC("ACC", "word accuracy", true, "mvm", 2, Kind.SPEECH),
    /** Peak signal-to-noise ratio in decibels. */
    PSNR("PSNR", "PSNR", true, "", 2, Kind.COMPARISON),
    /** What TalkLip's published code prints as PSNR: differences of bytes wrap around. */
    PSNR_TALKLIP("psnr-talklip", "psnr-talklip", true, "", 2, Kind.COMPARISON),
    /** Structural similarity, 1 for equal pictures. */
    SSIM("SSIM", "SSIM", true, "", 3, Kind.COMPARISON),
    /** Distance of the landmarks around the mouth in pixels; the paper does not say who found them. */
    LMD("LMD", "landmark distance", false, "landmarks of AV-CAT", 2, Kind.COMPARISON),
    /** Fréchet distance of the features of real and generated pictures. */
    FID("FID", "Fréchet distance", false, "inception-v3", 3, Kind.COMPARISON),
    /** Opinion on the sync of lips and sound, 1 to 5. */
    MOS_SYNC("MOS-sync", "opinion on sync", true, "raters", 2, Kind.OPINION),
    /** Opinion on the quality of the pictures, 1 to 5. */
    MOS_QUALITY("MOS-quality", "opinion on quality", true, "raters", 2, Kind.OPINION),
    /** Opinion on how real a video looks, 1 to 5. */
    MOS_REALNESS("MOS-realness", "opinion on realness", true, "raters", 2, Kind.OPINION),
    /** Opinion on how well told words can be read from the lips, 1 to 5. */
    MOS_INTELLIGIBILITY("MOS-intelligibility", "opinion on intelligibility", true, "raters", 2, Kind.OPINION);

    private enum Kind {
        /** How well the lips speak: a real video has a score too, and to beat it means to over-articulate. */
        SPEECH,
        /** A generated video against the real one, whose own score is perfect by definition. */
        COMPARISON,
        /** What people think; a real video has a score too. */
        OPINION
    }

    private final String label;
    private final String plainName;
    private final boolean higherIsBetter;
    private final String publishedScorer;
    private final int decimals;
    private final Kind kind;

    Measure(String label, String plainName, boolean higherIsBetter, String publishedScorer, int decimals, Kind kind) {
        this.label = label;
        this.plainName = plainName;
        this.higherIsBetter = higherIsBetter;
        this.publishedScorer = publishedScorer;
        this.decimals = decimals;
        this.kind = kind;
    }

    /** The measure of a label, in upper or lower case. */
    public static Optional<Measure> of(String label) {
        return Arrays.stream(values())
                .filter(measure -> measure.label.equalsIgnoreCase(label.strip()))
                .findFirst();
    }

    /** As tables head it. */
    public String label() {
        return label;
    }

    /** What is measured when another scorer did. */
    public String plainName() {
        return plainName;
    }

    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** Whose weights gave the papers' figures; empty where the measure has no weights. */
    public String publishedScorer() {
        return publishedScorer;
    }

    /** Whether a scorer is the one of the papers; case, blanks and punctuation do not count. */
    public boolean isPublished(String scorer) {
        return bare(scorer).equals(bare(publishedScorer));
    }

    /** Whether a real video has a score of its own; otherwise it is what generated ones are compared with. */
    public boolean scoresRealVideos() {
        return kind != Kind.COMPARISON;
    }

    /** Whether a value says more than a real video can: clearer lips than people's are over-articulated. */
    public boolean overArticulated(double value, double real) {
        return kind == Kind.SPEECH && (higherIsBetter ? value > real : value < real);
    }

    /** With the decimals that the papers print. */
    String text(double value) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String bare(String scorer) {
        return scorer.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}
