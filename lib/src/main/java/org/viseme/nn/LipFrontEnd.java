package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.ResidualBlock.Rectifier;

/**
 * What lip readers see with: one convolution over time and place, {@code frontend3D}, then an 18-layer residual
 * network, {@code trunk}, frame by frame (Stafylakis and Tzimiropoulos, "Combining residual networks with LSTMs for
 * lipreading", 2017; Ma et al., "Lipreading using temporal convolutional networks", 2020, whose parametric rectifiers
 * it has).
 *
 * <p>In 16 bits on a CPU, libtorch's gradient of the first convolution is no number when a clip is shorter than its
 * kernel, five frames.
 */
public final class LipFrontEnd extends Layer {
    private static final int STAGES = 4;
    private static final int BLOCKS_A_STAGE = 2;

    private final Convolution frontend;
    private final BatchNorm frontendNorm;
    private final FusedLayer frontendActivation;
    private final MaxPool pool = new MaxPool(Window.of(1, 3, 3).stride(1, 2, 2).padding(0, 1, 1));
    private final List<ResidualBlock> trunk = new ArrayList<>();
    private final int features;

    /**
     * @param channels of the first convolution, 64 in the papers; each of the network's four stages has twice as many
     *     as the one before it
     */
    public LipFrontEnd(int channels) {
        this(channels, Rectifier.PRELU);
    }

    /**
     * @param channels as in {@link #LipFrontEnd(int)}
     * @param rectifier what stands between convolutions
     */
    public LipFrontEnd(int channels, Rectifier rectifier) {
        frontend = add(
                "frontend3D.0",
                Convolution.withoutBias(Geometry.of(
                        1, channels, Window.of(5, 7, 7).stride(1, 2, 2).padding(2, 3, 3))));
        frontendNorm = add("frontend3D.1", new BatchNorm(channels));
        frontendActivation = add("frontend3D.2", rectifier.layer(channels));
        int in = channels;
        for (int stage = 0; stage < STAGES; stage++) {
            int out = channels << stage;
            for (int block = 0; block < BLOCKS_A_STAGE; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                trunk.add(add(
                        "trunk.layer%d.%d".formatted(stage + 1, block), new ResidualBlock(in, out, stride, rectifier)));
                in = out;
            }
        }
        features = in;
    }

    /** Values a frame that it puts out: eight times the first convolution's channels. */
    public int features() {
        return features;
    }

    /**
     * @param inputs grey pictures (batch, 1, time, height, width)
     * @return (batch, time, {@link #features})
     * @throws IllegalArgumentException when the input has another shape
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray video = inputs.singletonOrThrow();
        Shape shape = video.getShape();
        if (shape.dimension() != 5 || shape.get(1) != 1) {
            throw new IllegalArgumentException(
                    "LipFrontEnd: a video of shape " + shape + " instead of (batch, 1, time, height, width)");
        }
        pass.multiplyAdds().accept(frontend.geometry().multiplyAdds(shape));
        Fusion call = new Fusion(pass);
        String seen = frontend.fuse(call, call.input(video));
        seen = pool.fuse(call, frontendActivation.fuse(call, frontendNorm.fuse(call, seen)));
        // Frames become a batch: what follows looks at each of them alone.
        NDArray frames = call.run(call.let("torch.flatten(torch.transpose(%s, 1, 2), 0, 1)", seen));
        NDList flow = new NDList(frames);
        for (ResidualBlock block : trunk) {
            flow = block.forward(flow, pass);
        }
        Fusion mean = new Fusion(pass);
        String last = mean.input(flow.singletonOrThrow());
        return new NDList(
                mean.run(mean.let("torch.mean(torch.to(%s, 6), [2, 3])", last)).reshape(shape.get(0), -1, features));
    }
}
