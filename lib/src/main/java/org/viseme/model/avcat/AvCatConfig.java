package org.viseme.model.avcat;

import java.util.List;
import org.viseme.VisemeException;
import org.viseme.model.avcat.StageConfig.Sampling;
import org.viseme.nn.WindowTransformerConfig;

/**
 * What an {@link AvCat} is made of. The paper gives the size of the faces, the stages' blocks and windows, and the
 * sound; the other figures are choices made here.
 *
 * @param faceSize width and height of the faces, in pixels; 256 in the paper
 * @param melColumns columns of a mel window, which is 0.2 s long, five frames at 25 fps, the target in the middle; 20
 *     in the paper, whose spectrogram has 100 a second
 * @param transformer the blocks of all stages. The paper does not say how many channels and heads; 192 and 6 give
 *     heads of 32 channels, as in Swin Transformers, and a feed-forward four times as wide is theirs too
 * @param stages in the paper maps of 64, 32, 16, 32 and 64 pixels. Its text halves the map before each of the first
 *     three stages, but windows of 16 do not fit into a map of 8; here the first stage keeps the encoder's size
 * @param speechWidth values of the speech feature; a multiple of 16; 512 as in Wav2Lip
 * @param refinementChannels of the refinement network at full size; the smaller maps have 2, 4, 8 and 8 times as many
 * @param parts which networks there are
 */
public record AvCatConfig(
        int faceSize,
        int melColumns,
        WindowTransformerConfig transformer,
        List<StageConfig> stages,
        int speechWidth,
        int refinementChannels,
        Parts parts) {
    /** Mel bands a window. */
    public static final int MEL_BANDS = 80;

    /** Which networks there are (table 3). */
    public enum Parts {
        /** Backbone and refinement network. */
        BOTH,
        /** The refinement network alone, which sees the reference beside the masked target: {@code RN only}. */
        REFINEMENT,
        /** The backbone alone: {@code w/o RN}. */
        BACKBONE
    }

    public AvCatConfig {
        stages = List.copyOf(stages);
        if (faceSize < 32 || faceSize % FixedMask.UNITS != 0) {
            throw new VisemeException(
                    "faceSize=" + faceSize, "is no size for masked faces", "use a multiple of 16 pixels, at least 32");
        }
        if (melColumns < 1 || speechWidth < 16 || speechWidth % 16 != 0 || refinementChannels < 1) {
            throw new VisemeException(
                    "melColumns=%d, speechWidth=%d, refinementChannels=%d"
                            .formatted(melColumns, speechWidth, refinementChannels),
                    "are no sizes of a network",
                    "use positive numbers, and a multiple of 16 for the speech");
        }
        int side = faceSize / HybridBackbone.REDUCTION;
        for (StageConfig stage : stages) {
            boolean even = stage.sampling() != Sampling.DOWN || side % 2 == 0;
            side = stage.side(side);
            if (!even || side % stage.window() != 0) {
                throw new VisemeException(
                        "window=" + stage.window(),
                        "does not divide a map of " + side + " pixels, into which faces of " + faceSize + " come",
                        "use a window that divides it");
            }
        }
        if (side != faceSize / HybridBackbone.REDUCTION) {
            throw new VisemeException(
                    "stages=" + stages,
                    "end at another size than they begin",
                    "use as many that go up as that go down");
        }
    }

    /** The paper's: 256x256 pixels, {@code [2, 3, 4, 3, 2]} blocks, 35.6 million weights. */
    public static AvCatConfig paper() {
        return new AvCatConfig(
                256,
                20,
                new WindowTransformerConfig(192, 6, 4),
                List.of(
                        new StageConfig(Sampling.NONE, 2, 8, false), // 64x64
                        new StageConfig(Sampling.DOWN, 3, 16, false), // 32x32
                        new StageConfig(Sampling.DOWN, 4, 16, true), // 16x16
                        new StageConfig(Sampling.UP, 3, 16, true), // 32x32
                        new StageConfig(Sampling.UP, 2, 8, true)), // 64x64
                512,
                64,
                Parts.BOTH);
    }

    /**
     * For CPUs: 96x96 pixels, the size of the faces that stores and sync experts have; windows of about the same share
     * of the map as the paper's, fewer blocks, a quarter of the channels; 1.4 million weights. It hears the mel
     * windows of Wav2Lip, 0.2 s in 16 columns.
     */
    public static AvCatConfig tiny() {
        return new AvCatConfig(
                96,
                16,
                new WindowTransformerConfig(48, 3, 2),
                List.of(
                        new StageConfig(Sampling.NONE, 1, 8, false), // 24x24
                        new StageConfig(Sampling.DOWN, 2, 6, false), // 12x12
                        new StageConfig(Sampling.DOWN, 2, 6, true), // 6x6
                        new StageConfig(Sampling.UP, 2, 6, true), // 12x12
                        new StageConfig(Sampling.UP, 2, 8, true)), // 24x24
                128,
                12,
                Parts.BOTH);
    }

    public AvCatConfig withParts(Parts other) {
        return new AvCatConfig(faceSize, melColumns, transformer, stages, speechWidth, refinementChannels, other);
    }
}
