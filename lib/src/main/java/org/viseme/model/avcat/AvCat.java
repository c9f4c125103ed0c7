package org.viseme.model.avcat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import org.viseme.model.avcat.AvCatConfig.Parts;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.nn.Sequences;

/**
 * The Audio-Visual Context-Aware Transformer: lip sync as the prediction of what a fixed mask hides of a face. The
 * backbone draws it coarsely from what is visible, from a reference frame of the same person and from the speech; the
 * refinement network draws it again with the details. Outside the mask the target stays as it is, behind the refinement
 * network too, whose whole face is the paper's result.
 *
 * <p>The attention of all blocks can be looked at, see {@link org.viseme.nn.AttentionMaps}: {@code
 * backbone.stages.2.blocks.0.basic.attention.mutual} is what the target takes from the reference in the third stage's
 * first block, {@code ...self} what it takes from itself, {@code ...reference} what the reference takes from itself.
 */
public final class AvCat extends Layer {
    private final AvCatConfig config;
    private final FixedMask mask;
    private final AudioEncoder audioEncoder;
    private final HybridBackbone backbone;
    private final RefinementNetwork refinement;

    public AvCat(AvCatConfig config) {
        this.config = config;
        boolean alone = config.parts() == Parts.REFINEMENT;
        mask = new FixedMask(config.faceSize());
        audioEncoder = add("audio_encoder", new AudioEncoder(config));
        backbone = alone ? null : add("backbone", new HybridBackbone(config));
        refinement = config.parts() == Parts.BACKBONE
                ? null
                : add("refinement", new RefinementNetwork(config, alone ? 6 : 3));
    }

    /**
     * The steps of a pass, all (batch, 3, size, size) in 0..1.
     *
     * @param masked the target with nothing under the mask
     * @param coarse what the backbone draws, put into the target; what is masked where there is no backbone
     * @param result what the refinement network draws, put into the target; {@code coarse} where there is none
     */
    public record Steps(NDArray masked, NDArray coarse, NDArray result) {}

    /**
     * @param inputs mel windows (batch, 1, 80, columns) scaled to -4..4; targets and references, both (batch, 3, size,
     *     size) in 0..1, red first; or sequences (batch, time, 1, 80, columns) and (batch, 3, time, size, size)
     * @return the targets with other mouths, of their shape; outside the mask they are unchanged
     * @throws IllegalArgumentException when the shapes are others
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray mel = inputs.get(0);
        NDArray target = inputs.get(1);
        NDArray reference = inputs.get(2);
        if (target.getShape().dimension() == 4) {
            return new NDList(steps(mel, target, reference, pass).result());
        }
        NDArray frames = steps(
                        Sequences.flatten(mel, 1), Sequences.flatten(target, 2), Sequences.flatten(reference, 2), pass)
                .result();
        return new NDList(Sequences.unflatten(frames, target.getShape().get(0)));
    }

    /** As {@link #forward} for single frames, step by step. */
    public Steps steps(NDArray mel, NDArray target, NDArray reference, Pass pass) {
        require(target, reference);
        NDArray speech = audioEncoder.forward(new NDList(mel), pass).singletonOrThrow();
        NDArray masked = mask.hide(target);
        NDArray coarse = masked;
        NDArray refined = masked.concat(reference, 1);
        if (backbone != null) {
            NDArray drawn = backbone.forward(new NDList(masked, reference, speech), pass)
                    .singletonOrThrow();
            coarse = mask.compose(target, drawn);
            refined = coarse;
        }
        if (refinement == null) {
            return new Steps(masked, coarse, coarse);
        }
        NDArray drawn = refinement.forward(new NDList(refined, speech), pass).singletonOrThrow();
        return new Steps(masked, coarse, mask.compose(target, drawn));
    }

    public AvCatConfig config() {
        return config;
    }

    private void require(NDArray target, NDArray reference) {
        Shape shape = target.getShape();
        Shape expected = new Shape(shape.get(0), 3, config.faceSize(), config.faceSize());
        if (!shape.equals(expected) || !reference.getShape().equals(expected)) {
            throw new IllegalArgumentException(
                    "AvCat: targets of shape %s and references of %s instead of (batch, 3, %3$d, %3$d)"
                            .formatted(shape, reference.getShape(), config.faceSize()));
        }
    }
}
