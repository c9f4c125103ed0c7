package org.viseme.train;

import org.viseme.VisemeException;
import org.viseme.model.avcat.AvCatConfig;
import org.viseme.model.avcat.AvCatConfig.Parts;
import org.viseme.torch.Precision;

/**
 * Recipe {@code avcat}: {@code adversarial + perceptual + sync}, each with its weight (AV-CAT, equation 10), from the
 * first step on. The ablations of table 3 are {@code parts=refinement} (RN only), {@code parts=backbone} (w/o RN) and
 * {@code syncWeight=0} (w/o Sync).
 *
 * @param network the generator's
 * @param sampling what batches are made of
 * @param optimization how the weights are found, those of generator and discriminator alike; the paper does not say
 * @param perceptualWeight of the differences of VGG-19's maps, or of what the training takes in its place; 1 in the
 *     paper
 * @param syncWeight of the sync expert's loss; 0.0001 in the paper
 * @param adversary the discriminator's part; its weight is 1 in the paper
 * @param patchChannels of the discriminator's first convolution, see {@link org.viseme.model.avcat.PatchDiscriminator}
 * @param patchScales sizes of the picture that the discriminator looks at
 * @param measurements how often it is measured and saved
 */
public record AvCatRecipe(
        AvCatConfig network,
        LipSampling sampling,
        Optimization optimization,
        double perceptualWeight,
        double syncWeight,
        AdversarialTerm adversary,
        int patchChannels,
        int patchScales,
        Measurements measurements) {
    public AvCatRecipe {
        if (sampling.frames() == 1 && syncWeight > 0) {
            throw new VisemeException(
                    "frames=1", "is too short for the sync expert, which looks at 5", "use frames=5, or syncWeight=0");
        }
        if (!(perceptualWeight > 0 && syncWeight >= 0)) {
            throw new VisemeException(
                    "perceptualWeight=" + perceptualWeight + ", syncWeight=" + syncWeight,
                    "cannot be trained with",
                    "use a perceptual weight above 0, and at least 0 for the sync expert");
        }
    }

    /**
     * A compact network on two CPU cores, over stores of 96x96 faces, with the paper's weights of the losses; the
     * discriminator has a head start.
     */
    public static AvCatRecipe tiny() {
        return new AvCatRecipe(
                AvCatConfig.tiny(),
                LipSampling.varied(4),
                new Optimization(5_000, new Schedule(5e-4, 200, 0.3), 0.5, 0, 1, 1, 0.995, Precision.FP32, 1),
                1,
                1e-4,
                new AdversarialTerm(1, 1, 500),
                16,
                2,
                new Measurements(10, 250, 250, 0));
    }

    public AvCatRecipe withParts(Parts parts) {
        return withNetwork(network.withParts(parts));
    }

    public AvCatRecipe withNetwork(AvCatConfig other) {
        return new AvCatRecipe(
                other,
                sampling,
                optimization,
                perceptualWeight,
                syncWeight,
                adversary,
                patchChannels,
                patchScales,
                measurements);
    }

    public AvCatRecipe withBatch(int windows) {
        return new AvCatRecipe(
                network,
                sampling.withBatch(windows),
                optimization,
                perceptualWeight,
                syncWeight,
                adversary,
                patchChannels,
                patchScales,
                measurements);
    }

    public AvCatRecipe withSyncWeight(double weight) {
        return new AvCatRecipe(
                network,
                sampling,
                optimization,
                perceptualWeight,
                weight,
                adversary,
                patchChannels,
                patchScales,
                measurements);
    }
}
