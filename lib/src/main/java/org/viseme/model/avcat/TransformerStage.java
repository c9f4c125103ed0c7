package org.viseme.model.avcat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import org.viseme.model.avcat.StageConfig.Sampling;
import org.viseme.nn.ContextualFusionBlock;
import org.viseme.nn.Convolution;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.nn.ShiftedWindows;

/**
 * A stage of the main branch and, with the same weights, of the reference branch (AV-CAT, section 3.2.2): the map is
 * halved or doubled, then come the blocks.
 */
final class TransformerStage extends Layer {
    private final boolean last;
    private final Convolution sampling;
    private final List<ContextualFusionBlock> blocks = new ArrayList<>();

    /**
     * @param side height and width of the maps behind the sampling
     * @param last whether nobody looks at the reference behind the stage
     */
    TransformerStage(StageConfig stage, AvCatConfig config, int side, boolean last) {
        this.last = last;
        int width = config.transformer().width();
        sampling = switch (stage.sampling()) {
            case NONE -> null;
            case DOWN -> Convolution.preserving(Geometry.of(width, width, 2, 2, 0));
            case UP -> Convolution.preserving(Geometry.transposed(width, width, 2, 2, 0, 0));
        };
        if (stage.sampling() != Sampling.NONE) {
            add("sampling", sampling);
        }
        ShiftedWindows still = ShiftedWindows.of(stage.window());
        for (int i = 0; i < stage.blocks(); i++) {
            ShiftedWindows windows = i % 2 == 1 && stage.window() < side ? still.shifted() : still;
            int speech = stage.hears() ? config.speechWidth() : 0;
            blocks.add(add("blocks." + i, new ContextualFusionBlock(config.transformer(), windows, speech)));
        }
    }

    private NDArray sample(NDArray features, Pass pass) {
        return sampling == null
                ? features
                : sampling.forward(new NDList(features), pass).singletonOrThrow();
    }

    /**
     * @param inputs maps of the target and of the reference, both (batch, channels, height, width), and the speech
     * @return the maps of both behind the stage; behind the last stage that of the target alone
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray target = placesFirst(sample(inputs.get(0), pass));
        NDArray reference = placesFirst(sample(inputs.get(1), pass));
        NDArray speech = inputs.get(2);
        for (ContextualFusionBlock block : blocks) {
            target = block.forward(new NDList(target, reference, speech), pass).singletonOrThrow();
            if (last && block == blocks.getLast()) {
                return new NDList(channelsFirst(target));
            }
            reference = block.basic().forward(new NDList(reference), pass).singletonOrThrow();
        }
        return new NDList(channelsFirst(target), channelsFirst(reference));
    }

    private static NDArray placesFirst(NDArray map) {
        return map.transpose(0, 2, 3, 1);
    }

    private static NDArray channelsFirst(NDArray map) {
        return map.transpose(0, 3, 1, 2);
    }
}
