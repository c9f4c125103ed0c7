package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Iterator;
import org.viseme.data.EvaluationSet;
import org.viseme.data.LipBatch;
import org.viseme.loss.L1;
import org.viseme.loss.Region;
import org.viseme.model.wav2lip.Wav2Lip;
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
 */
public record HeldOutReport(
        int frames, double lowerHalf, double trivialLowerHalf, double mouth, double mouthOtherSound) {
    /** Error as a share of the trivial answer's. */
    public double share() {
        return lowerHalf / trivialLowerHalf;
    }

    /** How much lower the error in the mouth region is with the right sound, as a share of that with a wrong one. */
    public double listening() {
        return 1 - mouth / mouthOtherSound;
    }

    /** The errors in the order in which they are logged. */
    double[] columns() {
        return new double[] {lowerHalf, trivialLowerHalf, mouth, mouthOtherSound};
    }

    /** Runs the network over all frames of a set, twice: with their own sound and with another clip's. */
    public static HeldOutReport of(Wav2Lip network, EvaluationSet set, NDManager manager) {
        double lower = 0;
        double trivial = 0;
        double mouth = 0;
        double mouthOther = 0;
        int frames = 0;
        Iterator<LipBatch> others =
                set.withVoice(EvaluationSet.Voice.OTHER_CLIP).iterator();
        try (GradientScope off = GradientScope.off()) {
            for (LipBatch own : set) {
                try (NativeScope scope = NativeScope.under(manager)) {
                    LipArrays arrays = LipArrays.of(own, scope.manager());
                    NDArray drawn = draw(network, arrays, arrays.faces());
                    LipArrays other = LipArrays.of(others.next(), scope.manager());
                    NDArray drawnOther = draw(network, other, other.faces());
                    int n = own.size();
                    lower += n
                            * L1.mean(drawn, arrays.target(), Region.LOWER_HALF).getFloat();
                    trivial += n
                            * L1.mean(arrays.reference(), arrays.target(), Region.LOWER_HALF)
                                    .getFloat();
                    mouth += n * L1.mean(drawn, arrays.target(), Region.MOUTH).getFloat();
                    mouthOther += n
                            * L1.mean(drawnOther, arrays.target(), Region.MOUTH).getFloat();
                    frames += n;
                }
            }
        }
        return new HeldOutReport(frames, lower / frames, trivial / frames, mouth / frames, mouthOther / frames);
    }

    private static NDArray draw(Wav2Lip network, LipArrays arrays, NDArray faces) {
        return network.forward(new NDList(arrays.mel(), faces), Pass.INFERENCE).singletonOrThrow();
    }

    @Override
    public String toString() {
        return String.format(
                "%,d held-out frames: L1 of the lower half %.4f, %.1f %% of the reference pasted in (%.4f); mouth %.4f with its"
                        + " own sound, %.4f with another's (%.1f %% lower)",
                frames, lowerHalf, 100 * share(), trivialLowerHalf, mouth, mouthOtherSound, 100 * listening());
    }
}
