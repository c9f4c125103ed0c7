package org.viseme.model.perceptual;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.viseme.nn.ConvBlock;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.Layer;
import org.viseme.nn.Linear;
import org.viseme.nn.Pass;
import org.viseme.nn.Stack;

/**
 * A small network over faces for a {@link FeatureDistance} where no published weights are at hand. It learns its maps by
 * answering {@link FeatureTask}s about faces of the corpus at hand, each by a linear layer over the mean of the deepest map.
 *
 * <p>Neither its maps nor what is made of them is LPIPS: it has seen faces alone, and nobody compared it with what people
 * find similar.
 */
public final class FeatureNetwork extends Backbone {
    private final FeatureConfig config;
    private final Map<FeatureTask, Linear> heads = new EnumMap<>(FeatureTask.class);

    public FeatureNetwork(FeatureConfig config) {
        this(config, config.channels());
    }

    private FeatureNetwork(FeatureConfig config, int c) {
        super(
                new Stack(
                        block(3, c, 1), // 96
                        block(c, 2 * c, 2), // 48
                        block(2 * c, 4 * c, 2), // 24
                        block(4 * c, 8 * c, 2), // 12
                        block(8 * c, 8 * c, 2), // 6
                        ConvBlock.residual(8 * c)),
                List.of(new Tap(0, c), new Tap(1, 2 * c), new Tap(2, 4 * c), new Tap(3, 8 * c), new Tap(5, 8 * c)));
        this.config = config;
        for (FeatureTask task : FeatureTask.values()) {
            if (config.classes(task) > 0) {
                heads.put(task, add("heads." + task.label(), new Linear(8 * c, config.classes(task))));
            }
        }
    }

    private static Layer block(int in, int out, int stride) {
        return ConvBlock.of(Geometry.of(in, out, 3, stride, 1));
    }

    public FeatureConfig config() {
        return config;
    }

    /**
     * The answers to all questions, before the softmax.
     *
     * @param pictures (batch, 3, height, width), red first, in 0..1
     * @return (batch, classes) of each question that is asked
     */
    public Map<FeatureTask, NDArray> answers(NDArray pictures, Pass pass) {
        NDArray deepest = forward(new NDList(pictures), pass).getLast();
        NDArray seen = deepest.mean(new int[] {3}).mean(new int[] {2});
        Map<FeatureTask, NDArray> answers = new EnumMap<>(FeatureTask.class);
        heads.forEach((task, head) ->
                answers.put(task, head.forward(new NDList(seen), pass).singletonOrThrow()));
        return answers;
    }
}
