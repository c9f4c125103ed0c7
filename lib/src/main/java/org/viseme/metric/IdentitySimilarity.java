package org.viseme.metric;

import org.viseme.face.Box;
import org.viseme.face.FaceRecogniser;
import org.viseme.face.Landmarks;
import org.viseme.media.RgbImage;

/**
 * CSIM: whether a generated face still is the same person, as the cosine of a face recogniser's embeddings of the real
 * and the generated frame (with ArcFace in Zakharov et al. 2019, "Few-Shot Adversarial Learning of Realistic Neural
 * Talking Head Models"); -1 to 1, higher is better, 1 for equal frames. It means something beside the name of the
 * recogniser only.
 *
 * <p>Frames without an embedding, or with one of zeros, count in {@link #missing} and nowhere else. All figures are NaN
 * without a measured frame. One object takes the frames of one clip; {@link #addAll} collects clips.
 */
public final class IdentitySimilarity {
    /** For reports of users who bring no recogniser. */
    public static final LeftOut WITHOUT_MODEL = new LeftOut(
            "CSIM", "it needs a face recogniser", "name the ONNX file of one, such as SFace, with --recogniser FILE");

    private final Moments cosines = new Moments();
    private long missing;
    private double least = Double.NaN;

    /**
     * The next frame.
     *
     * @param real real frame
     * @param generated the same frame with the generated face, as large
     * @param box where the face lies in both
     * @param landmarks points of the real face, by which both are laid upright, so that the pictures are compared and
     *     not their landmarks; or {@link Landmarks#NONE}
     */
    public void add(FaceRecogniser recogniser, RgbImage real, RgbImage generated, Box box, Landmarks landmarks) {
        add(recogniser.embed(real, box, landmarks), recogniser.embed(generated, box, landmarks));
    }

    /**
     * The embeddings of the next frame.
     *
     * @param real of any length other than zero
     * @param generated as {@code real}
     */
    public void add(float[] real, float[] generated) {
        if (real.length != generated.length) {
            throw new IllegalArgumentException("embeddings of " + real.length + " and " + generated.length + " values");
        }
        double product = 0;
        double realSquare = 0;
        double square = 0;
        for (int i = 0; i < real.length; i++) {
            product += (double) real[i] * generated[i];
            realSquare += (double) real[i] * real[i];
            square += (double) generated[i] * generated[i];
        }
        double cosine = product / Math.sqrt(realSquare * square);
        if (Double.isNaN(cosine)) {
            missing++;
        } else {
            cosines.add(cosine);
            least = Double.isNaN(least) ? cosine : Math.min(least, cosine);
        }
    }

    /** A frame on which no face was found. */
    public void addMissing() {
        missing++;
    }

    /** All frames of another clip, or of others. */
    public void addAll(IdentitySimilarity clip) {
        cosines.addAll(clip.cosines);
        missing += clip.missing;
        least = Double.isNaN(least) ? clip.least : Double.isNaN(clip.least) ? least : Math.min(least, clip.least);
    }

    /** Frames that were measured. */
    public long frames() {
        return cosines.count();
    }

    /** Frames that are left out. */
    public long missing() {
        return missing;
    }

    /** The mean cosine. */
    public double mean() {
        return cosines.mean();
    }

    /** The cosine of the worst frame: a face that breaks for a moment is lost in the mean. */
    public double least() {
        return least;
    }
}
