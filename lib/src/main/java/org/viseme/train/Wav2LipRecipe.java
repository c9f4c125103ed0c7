package org.viseme.train;

import org.viseme.VisemeException;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.torch.Precision;

/**
 * Recipes {@code wav2lip}, {@code wav2lip-gan}, {@code attnwav2lip} and {@code lpips-attnwav2lip}: L1, then a sync
 * expert, then a quality discriminator or a perceptual distance, with the weights {@code (1 - a - b) L1 + a sync + b
 * adversarial} (Wav2Lip, equation 6; AttnWav2Lip, equation 4) or {@code (1 - a - b) L1 + a sync + b LPIPS}
 * (LPIPS-AttnWav2Lip, equation 4).
 *
 * @param network of the generator
 * @param sampling what batches are made of
 * @param optimization how the weights are found, those of generator and discriminator alike
 * @param upperWeight weight of the upper half in the L1 loss, which the network sees anyway; 1 in the paper
 * @param mouthWeight additional weight of the mouth region in the L1 loss; 0 in the paper
 * @param expert the sync expert's part, with its weight a
 * @param adversary the discriminator's part, with its weight b
 * @param perceptualWeight b of LPIPS over AlexNet, or of what the training takes instead of it ({@link
 *     Wav2LipTraining#withPerceptual}); 0.07 in the paper, 0 for none
 * @param measurements how often it is measured and saved
 */
public record Wav2LipRecipe(
        Wav2LipConfig network,
        LipSampling sampling,
        Optimization optimization,
        double upperWeight,
        double mouthWeight,
        SyncTerm expert,
        AdversarialTerm adversary,
        double perceptualWeight,
        Measurements measurements) {
    public Wav2LipRecipe {
        if (sampling.frames() == 1 && expert.sync() != SyncPolicy.OFF) {
            throw new VisemeException(
                    "frames=1", "is too short for the sync expert, which looks at 5", "use frames=5, or sync=off");
        }
        double b = adversary.adversarialWeight() + perceptualWeight;
        if (perceptualWeight < 0 || expert.syncWeight() < 0 || expert.syncWeight() + b >= 1) {
            throw new VisemeException(
                    "syncWeight=" + expert.syncWeight() + ", adversarialWeight=" + adversary.adversarialWeight()
                            + ", perceptualWeight=" + perceptualWeight,
                    "leave nothing for L1",
                    "use weights of at least 0 whose sum is below 1");
        }
    }

    /** The paper's settings, without the discriminator. */
    public static Wav2LipRecipe paper() {
        return new Wav2LipRecipe(
                Wav2LipConfig.paper(),
                LipSampling.paper(),
                Optimization.adam(200_000, 1e-4),
                1,
                0,
                SyncTerm.of(SyncPolicy.THRESHOLD, 0.03),
                AdversarialTerm.of(0),
                0,
                Measurements.paper());
    }

    /** The paper's settings with the discriminator; the first moment's share is that of the published code. */
    public static Wav2LipRecipe paperGan() {
        return paper().withAdversarialWeight(0.07)
                .withOptimization(paper().optimization.withBeta1(0.5));
    }

    /** A compact network on two CPU cores: higher rate, smaller batch, the loss where the network has to draw. */
    public static Wav2LipRecipe tiny() {
        return new Wav2LipRecipe(
                Wav2LipConfig.tiny(),
                LipSampling.varied(8),
                new Optimization(5_000, new Schedule(1e-3, 200, 0.3), 0.9, 0, 1, 1, 0.995, Precision.FP32, 1),
                0.2,
                1,
                SyncTerm.of(SyncPolicy.PLATEAU, 0.15),
                AdversarialTerm.of(0),
                0,
                new Measurements(10, 250, 250, 0));
    }

    /** {@link #tiny} with a discriminator that is quick enough for a generator that can draw already. */
    public static Wav2LipRecipe tinyGan() {
        return tiny().withAdversary(new AdversarialTerm(0.07, 4, 80))
                .withOptimization(tiny().optimization.withBeta1(0.5));
    }

    /**
     * AttnWav2Lip's settings: those of {@link #paperGan}, and the expert joins when the L1 error has stopped falling. Its
     * ablations are {@code attention=spatial} and {@code attention=channel}.
     */
    public static Wav2LipRecipe attn() {
        return paperGan().withNetwork(Wav2LipConfig.attn()).withSync(SyncPolicy.PLATEAU);
    }

    /** {@link #tinyGan} with attention. */
    public static Wav2LipRecipe attnTiny() {
        return tinyGan().withNetwork(Wav2LipConfig.attnTiny());
    }

    /**
     * LPIPS-AttnWav2Lip's settings: those of AttnWav2Lip with LPIPS in the place of the discriminator. Its ablations are
     * {@code alignments=1}, {@code perceptualWeight=0} (CBAM+Align) and {@code alignments=0} (CBAM+LPIPS).
     */
    public static Wav2LipRecipe lpips() {
        return paper().withNetwork(Wav2LipConfig.lpips())
                .withSync(SyncPolicy.PLATEAU)
                .withPerceptualWeight(0.07);
    }

    /** {@link #tiny} with the network and the loss of {@link #lpips}. */
    public static Wav2LipRecipe lpipsTiny() {
        return tiny().withNetwork(Wav2LipConfig.lpipsTiny()).withPerceptualWeight(0.07);
    }

    /**
     * {@link #lpipsTiny} for a few hundred steps from random weights, to see what its parts do: single frames without an
     * expert, the most different pictures for the same work, and one measurement.
     *
     * @param heldOutClips clips of the measurement, at least 2
     */
    public static Wav2LipRecipe briefLpips(int steps, int heldOutClips) {
        Schedule schedule = new Schedule(2e-3, Math.min(10, steps), 0.3);
        return lpipsTiny()
                .withoutExpert()
                .withOptimization(new Optimization(steps, schedule, 0.9, 0, 1, 1, 0.9, Precision.FP32, 1))
                .withMeasurements(new Measurements(heldOutClips, steps, steps, 0));
    }

    /**
     * {@link #tinyGan} for a few hundred steps from a model that can draw already, to see what a loss adds: a rate at which
     * Adam's first steps do not undo what is known, a head start of a quarter of the steps for the discriminator, an average
     * over the last steps only, and two measurements (one where there are fewer than ten steps).
     *
     * @param heldOutClips clips of each measurement, at least 2
     */
    public static Wav2LipRecipe brief(int steps, int heldOutClips) {
        Schedule schedule = new Schedule(5e-5, 10, 0.3);
        return tinyGan()
                .withAdversary(new AdversarialTerm(0.07, 4, steps / 4))
                .withOptimization(new Optimization(steps, schedule, 0.5, 0, 1, 1, 0.9, Precision.FP32, 1))
                .withMeasurements(
                        tiny().measurements.withClips(heldOutClips).withEvaluateEvery(steps < 10 ? steps : steps / 2));
    }

    public Wav2LipRecipe withChannels(int size) {
        return withNetwork(network.withChannels(size));
    }

    public Wav2LipRecipe withNetwork(Wav2LipConfig other) {
        return new Wav2LipRecipe(
                other,
                sampling,
                optimization,
                upperWeight,
                mouthWeight,
                expert,
                adversary,
                perceptualWeight,
                measurements);
    }

    public Wav2LipRecipe withSampling(LipSampling other) {
        return new Wav2LipRecipe(
                network,
                other,
                optimization,
                upperWeight,
                mouthWeight,
                expert,
                adversary,
                perceptualWeight,
                measurements);
    }

    public Wav2LipRecipe withBatch(int windows) {
        return withSampling(sampling.withBatch(windows));
    }

    public Wav2LipRecipe withOptimization(Optimization other) {
        return new Wav2LipRecipe(
                network, sampling, other, upperWeight, mouthWeight, expert, adversary, perceptualWeight, measurements);
    }

    public Wav2LipRecipe withExpert(SyncTerm other) {
        return new Wav2LipRecipe(
                network,
                sampling,
                optimization,
                upperWeight,
                mouthWeight,
                other,
                adversary,
                perceptualWeight,
                measurements);
    }

    public Wav2LipRecipe withSync(SyncPolicy policy) {
        return withExpert(expert.withPolicy(policy));
    }

    /** The weight a of the sync loss. */
    public Wav2LipRecipe withSyncWeight(double weight) {
        return withExpert(expert.withWeight(weight));
    }

    /** The weight b of the adversarial loss. */
    public Wav2LipRecipe withAdversarialWeight(double weight) {
        return withAdversary(adversary.withWeight(weight));
    }

    public Wav2LipRecipe withAdversary(AdversarialTerm other) {
        return new Wav2LipRecipe(
                network,
                sampling,
                optimization,
                upperWeight,
                mouthWeight,
                expert,
                other,
                perceptualWeight,
                measurements);
    }

    /** The weight b of LPIPS. */
    public Wav2LipRecipe withPerceptualWeight(double weight) {
        return new Wav2LipRecipe(
                network, sampling, optimization, upperWeight, mouthWeight, expert, adversary, weight, measurements);
    }

    public Wav2LipRecipe withMeasurements(Measurements other) {
        return new Wav2LipRecipe(
                network, sampling, optimization, upperWeight, mouthWeight, expert, adversary, perceptualWeight, other);
    }

    public Wav2LipRecipe withPatience(int count) {
        return withMeasurements(measurements.withPatience(count));
    }

    /** L1 alone, on single frames: the most different pictures for the same work. */
    public Wav2LipRecipe withoutExpert() {
        return withSync(SyncPolicy.OFF)
                .withSampling(sampling.withBatch(sampling.images()).withFrames(1));
    }
}
