package org.viseme.train;

import org.viseme.VisemeException;
import org.viseme.audio.MelTimeline;
import org.viseme.data.Augmentation;
import org.viseme.data.HybridSampling;
import org.viseme.data.UtteranceSampling;
import org.viseme.decode.BeamSearch;
import org.viseme.model.talklip.TalkLipConfig;
import org.viseme.torch.Precision;

/**
 * Recipe {@code talklip}: a generator whose mouths a frozen lip reader can read (Wang et al., 2023), with the loss {@code
 * (1 - a - b) L1 + a lip + b adversarial + c contrastive} (equation 7).
 *
 * @param network of the generator
 * @param sampling what batches are made of
 * @param optimization how the weights are found, those of generator and discriminator alike
 * @param upperWeight weight of the upper half in the L1 loss, which the network sees anyway; 1 in the paper
 * @param mouthWeight additional weight of the mouth region in the L1 loss; 0 in the paper
 * @param reading the lip-reading expert's part, with its weights a and c
 * @param adversary the discriminator's part, with its weight b
 * @param stages what is learnt when
 * @param search how texts are found when it is measured
 * @param measurements how often it is measured and saved
 */
public record TalkLipRecipe(
        TalkLipConfig network,
        HybridSampling sampling,
        Optimization optimization,
        double upperWeight,
        double mouthWeight,
        ReadingTerm reading,
        AdversarialTerm adversary,
        TalkLipStages stages,
        BeamSearch search,
        Measurements measurements) {
    public TalkLipRecipe {
        if (reading.lipWeight() + adversary.adversarialWeight() >= 1) {
            throw new VisemeException(
                    "lipWeight=" + reading.lipWeight() + ", adversarialWeight=" + adversary.adversarialWeight(),
                    "leave nothing for L1",
                    "use weights whose sum is below 1");
        }
        if (reading.contrastWeight() > 0 && network.contextWidth() == 0) {
            throw new VisemeException(
                    "contrastWeight=" + reading.contrastWeight(),
                    "needs a projection onto the expert's features",
                    "use contextWidth, the width of the expert, or contrastWeight=0");
        }
    }

    /**
     * The paper's settings with the global listener and the contrastive loss, and where it is silent those of the published
     * code: at most 100 epochs of LRS2's 45,839 utterances in batches of 8. Runs lie over each other here; there those that
     * would are left out.
     */
    public static TalkLipRecipe paper() {
        return new TalkLipRecipe(
                TalkLipConfig.global(),
                new HybridSampling(
                        new UtteranceSampling(8, 16, 150, 1, Augmentation.none()), 0.08, 5, 0, MelTimeline.FRAME_START),
                Optimization.adam(573_000, 1e-4).withBeta1(0.5),
                1,
                0,
                ReadingTerm.paper(),
                AdversarialTerm.of(0.07),
                TalkLipStages.paper(),
                new BeamSearch(20, 200, 1),
                Measurements.paper().withPatience(TalkLipStages.paper().plateauPatience()));
    }

    /**
     * A compact network on two CPU cores, that begins with what a Wav2Lip generator draws: two clips a step and two runs in
     * each, all losses from the first steps on, a lip-reading loss that weighs about as much as what is left of L1, and a
     * rate at which the first steps do not undo what is known.
     */
    public static TalkLipRecipe tiny() {
        return new TalkLipRecipe(
                TalkLipConfig.localTiny(),
                new HybridSampling(
                        new UtteranceSampling(2, 1, 75, 1, new Augmentation(true, 0, 4, 0, 0)),
                        0.025,
                        5,
                        0.5,
                        MelTimeline.FRAME_START),
                new Optimization(150, new Schedule(1e-4, 10, 0.3), 0.5, 0, 1, 1, 0.97, Precision.FP32, 1),
                0.2,
                1,
                new ReadingTerm(0.05, 0.1, 1e-3, 100),
                new AdversarialTerm(0.07, 4, 20),
                new TalkLipStages(4, 0, 10, 3, 1e-4),
                new BeamSearch(5, 40, 1),
                new Measurements(4, 150, 50, 0));
    }

    public TalkLipRecipe withSampling(HybridSampling other) {
        return new TalkLipRecipe(
                network,
                other,
                optimization,
                upperWeight,
                mouthWeight,
                reading,
                adversary,
                stages,
                search,
                measurements);
    }

    /** Whether whole utterances are heard. */
    boolean hearsGlobally() {
        return network.hearing() == TalkLipConfig.Hearing.GLOBAL;
    }
}
