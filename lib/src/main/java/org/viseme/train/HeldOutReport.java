package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.ClipStore;
import org.viseme.data.EvaluationSet;
import org.viseme.data.LipBatch;
import org.viseme.data.Split;
import org.viseme.loss.L1;
import org.viseme.metric.Psnr;
import org.viseme.metric.Ssim;
import org.viseme.model.Region;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;

/**
 * How well a generator draws clips that it was not trained on, each clip's first frame as reference.
 *
 * @param frames number of frames measured
 * @param lowerHalf mean absolute error over the lower half of the crop, in 0..1
 * @param trivialLowerHalf the same for the trivial answer, the reference frame pasted in
 * @param mouth error over the mouth region with the clip's own sound
 * @param mouthOtherSound the same with the sound of a clip that says something else
 * @param psnr of the whole crop, in decibels, mean over the frames, with the clip's own sound
 * @param ssim of the whole crop, mean over the frames, with the clip's own sound ({@link Ssim})
 * @param sync what a sync expert says of the same frames; null where none was asked
 */
public record HeldOutReport(
        int frames,
        double lowerHalf,
        double trivialLowerHalf,
        double mouth,
        double mouthOtherSound,
        double psnr,
        double ssim,
        SyncScore sync) {
    /** The names of {@link #columns}. */
    static final List<String> COLUMNS = List.of(
            "l1_lower",
            "l1_trivial",
            "mouth",
            "mouth_other_sound",
            "psnr",
            "ssim",
            "sync_loss",
            "distance_own",
            "distance_other",
            "distance_real");

    /** Frames of a window: what a sync expert looks at. */
    static final int WINDOW = 5;

    /** The name of {@link SyncScore#other} in {@link #figures}. */
    static final String CROSS_DRIVEN = "distance, other sound";

    /** Windows at a time. */
    private static final int BATCH = 5;

    /**
     * What a sync expert says. A distance is the Euclidean one of two embeddings of length one, 0 to 1.41, the sound that
     * drove the generator against the lips that it drew, mean over all windows.
     *
     * @param loss of the generator: binary cross-entropy, with the clip's own sound
     * @param own distance with the clip's own sound
     * @param other distance with the sound of another clip
     * @param real distance of the real video and its sound
     */
    public record SyncScore(double loss, double own, double other, double real) {}

    /** @throws VisemeException when the file holds no sync expert of such windows */
    static SyncExpert scorer(Path file, NDManager manager) {
        SyncExpert judge = SyncExpertCheckpoint.load(Checkpoint.read(file), file, manager);
        if (judge.config().frames() != WINDOW) {
            throw new VisemeException(
                    file.toString(),
                    "looks at " + judge.config().frames() + " frames, and a generator's windows have " + WINDOW,
                    "use an expert of " + WINDOW + " frames");
        }
        return judge;
    }

    /** Error as a share of the trivial answer's. */
    public double share() {
        return lowerHalf / trivialLowerHalf;
    }

    /** How much lower the error in the mouth region is with the right sound, as a share of that with a wrong one. */
    public double listening() {
        return 1 - mouth / mouthOtherSound;
    }

    /**
     * The frames of a split that are measured: windows that do not overlap.
     *
     * @param clips at most so many; 0 for all
     */
    public static EvaluationSet set(ClipStore store, Split split, int clips) {
        return EvaluationSet.open(
                store,
                split,
                EvaluationSet.Settings.of(BATCH)
                        .withFrames(WINDOW)
                        .withStride(WINDOW)
                        .withClips(clips));
    }

    /** The figures that tables show, by the name that stands above them; NaN where no expert was asked. */
    public Map<String, Double> figures() {
        SyncScore score = score();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("PSNR, dB", psnr);
        figures.put("SSIM", ssim);
        figures.put("L1, lower half", lowerHalf);
        figures.put("share of the pasted reference, %", 100 * share());
        figures.put("distance, own sound", score.own());
        figures.put(CROSS_DRIVEN, score.other());
        figures.put("distance, real video", score.real());
        return figures;
    }

    private SyncScore score() {
        return sync == null ? new SyncScore(Double.NaN, Double.NaN, Double.NaN, Double.NaN) : sync;
    }

    /** The figures in the order in which they are logged; NaN where no expert was asked. */
    double[] columns() {
        SyncScore score = score();
        return new double[] {
            lowerHalf,
            trivialLowerHalf,
            mouth,
            mouthOtherSound,
            psnr,
            ssim,
            score.loss(),
            score.own(),
            score.other(),
            score.real()
        };
    }

    /**
     * Runs the network over all frames of a set, twice: with their own sound and with another clip's.
     *
     * @param network as {@link WindowGenerator} loads it
     * @param set as {@link #set} gives it
     * @param expert looks at what was drawn; of 5 frames
     */
    public static HeldOutReport of(Layer network, EvaluationSet set, Optional<SyncExpert> expert, NDManager manager) {
        return of(arrays -> draw(network, arrays), set, expert, manager);
    }

    /**
     * As for Wav2Lip.
     *
     * @param drawing faces of a batch as it has them, blue first
     */
    static HeldOutReport of(
            Function<LipArrays, NDArray> drawing, EvaluationSet set, Optional<SyncExpert> expert, NDManager manager) {
        Sums sums = new Sums();
        Iterator<LipBatch> others =
                set.withVoice(EvaluationSet.Voice.OTHER_CLIP).iterator();
        try (GradientScope off = GradientScope.off()) {
            for (LipBatch batch : set) {
                try (NativeScope scope = NativeScope.under(manager)) {
                    LipArrays own = LipArrays.of(batch, scope.manager());
                    LipArrays other = LipArrays.of(others.next(), scope.manager());
                    sums.add(batch.size(), own, drawing.apply(own), drawing.apply(other));
                    expert.ifPresent(judge -> sums.judge(judge, own, other));
                }
            }
        }
        return sums.report(expert.isPresent());
    }

    private static NDArray draw(Layer network, LipArrays arrays) {
        return network.forward(new NDList(arrays.mel(), arrays.faces()), Pass.INFERENCE)
                .singletonOrThrow();
    }

    /** Sums over windows. */
    static final class Sums {
        private int windows;
        private double lower;
        private double trivial;
        private double mouth;
        private double mouthOther;
        private double psnr;
        private double ssim;
        private double syncLoss;
        private double syncOwn;
        private double syncOther;
        private double syncReal;
        private NDArray drawn;
        private NDArray drawnOther;

        void add(int n, LipArrays own, NDArray drawnOwn, NDArray drawnFromOther) {
            drawn = drawnOwn;
            drawnOther = drawnFromOther;
            windows += n;
            lower += n * L1.mean(drawn, own.target(), Region.LOWER_HALF).getFloat();
            trivial += n
                    * L1.mean(own.reference(), own.target(), Region.LOWER_HALF).getFloat();
            mouth += n * L1.mean(drawn, own.target(), Region.MOUTH).getFloat();
            mouthOther += n * L1.mean(drawnOther, own.target(), Region.MOUTH).getFloat();
            psnr += n * Psnr.ofFrames(drawn, own.target()).mean().getFloat();
            ssim += n * Ssim.ofFrames(drawn, own.target()).mean().getFloat();
        }

        void judge(SyncExpert expert, LipArrays own, LipArrays other) {
            NDArray heard = expert.speech(own.windowMel(), Pass.INFERENCE);
            NDArray heardOther = expert.speech(other.windowMel(), Pass.INFERENCE);
            float[] cosines = cosines(heard, expert.lips(drawn, Pass.INFERENCE));
            for (float cosine : cosines) {
                syncLoss -= Math.max(-100, Math.log(cosine));
            }
            syncOwn += distances(cosines);
            syncOther += distances(cosines(heardOther, expert.lips(drawnOther, Pass.INFERENCE)));
            syncReal += distances(cosines(heard, expert.lips(own.target(), Pass.INFERENCE)));
        }

        private static float[] cosines(NDArray speech, NDArray lips) {
            return speech.mul(lips).sum(new int[] {1}).toFloatArray();
        }

        /** The sum of the distances of vectors of length one. */
        private static double distances(float[] cosines) {
            double sum = 0;
            for (float cosine : cosines) {
                sum += Math.sqrt(Math.max(0, 2 - 2 * cosine));
            }
            return sum;
        }

        HeldOutReport report(boolean judged) {
            int n = windows;
            SyncScore score = judged ? new SyncScore(syncLoss / n, syncOwn / n, syncOther / n, syncReal / n) : null;
            return new HeldOutReport(
                    n * WINDOW, lower / n, trivial / n, mouth / n, mouthOther / n, psnr / n, ssim / n, score);
        }
    }

    @Override
    public String toString() {
        String text = String.format(
                Locale.ROOT,
                "%,d held-out frames: L1 of the lower half %.4f, %.1f %% of the reference pasted in (%.4f); mouth %.4f with its"
                        + " own sound, %.4f with another's (%.1f %% lower); PSNR %.2f dB, SSIM %.4f",
                frames,
                lowerHalf,
                100 * share(),
                trivialLowerHalf,
                mouth,
                mouthOtherSound,
                100 * listening(),
                psnr,
                ssim);
        return sync == null
                ? text
                : text
                        + String.format(
                                Locale.ROOT,
                                "; distance by the expert %.4f with the own sound, %.4f with another's, %.4f in the real"
                                        + " video",
                                sync.own(),
                                sync.other(),
                                sync.real());
    }
}
