package org.viseme.model.avcat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.Layer;
import org.viseme.nn.ModulatedConvolution;
import org.viseme.nn.NearestUpsampling;
import org.viseme.nn.Pass;
import org.viseme.torch.TorchScript;

/**
 * AV-CAT's refinement network G_R (section 3.3): a U-Net in which the speech modulates every convolution. Between them
 * stands a leaky rectifier that keeps a signal's size, as in StyleGAN2; the last convolution is not demodulated, as
 * there.
 */
final class RefinementNetwork extends Layer {
    private static final int[] TIMES = {1, 2, 4, 8, 8};
    private static final TorchScript RECTIFIED =
            TorchScript.of(List.of("x"), "return torch.mul(torch.leaky_relu(x, 0.2), %s)".formatted(Math.sqrt(2)));

    private final List<Block> encoder = new ArrayList<>();
    private final List<Block> decoder = new ArrayList<>();
    private final NearestUpsampling doubling = new NearestUpsampling();
    private final ModulatedConvolution picture;

    /**
     * @param in channels of what is refined
     */
    RefinementNetwork(AvCatConfig config, int in) {
        int speech = config.speechWidth();
        int before = in;
        for (int times : TIMES) { // 256, 128, 64, 32, 16
            int channels = times * config.refinementChannels();
            int stride = encoder.isEmpty() ? 1 : 2;
            encoder.add(add("encoder." + encoder.size(), new Block(before, channels, stride, speech)));
            before = channels;
        }
        for (int i = TIMES.length - 2; i >= 0; i--) { // 32, 64, 128, 256
            int skip = TIMES[i] * config.refinementChannels();
            decoder.add(add("decoder." + decoder.size(), new Block(before + skip, skip, 1, speech)));
            before = skip;
        }
        picture = add("picture", ModulatedConvolution.withoutDemodulation(Geometry.of(before, 3, 1, 1, 0), speech));
    }

    /**
     * @param inputs what is refined (batch, in, size, size) in 0..1, and the speech (batch, speech width)
     * @return faces (batch, 3, size, size) in 0..1
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray flow = inputs.get(0);
        NDArray speech = inputs.get(1);
        Deque<NDArray> skips = new ArrayDeque<>();
        for (Block block : encoder) {
            flow = block.forward(new NDList(flow, speech), pass).singletonOrThrow();
            skips.push(flow);
        }
        skips.pop();
        for (Block block : decoder) {
            NDArray larger = doubling.forward(new NDList(flow), pass).singletonOrThrow();
            flow = block.forward(new NDList(larger.concat(skips.pop(), 1), speech), pass)
                    .singletonOrThrow();
        }
        NDArray drawn = picture.forward(new NDList(flow, speech), pass).singletonOrThrow();
        return new NDList(Activation.sigmoid(drawn));
    }

    /** Two modulated convolutions, each with its rectifier. */
    private static final class Block extends Layer {
        private final ModulatedConvolution first;
        private final ModulatedConvolution second;

        Block(int in, int out, int stride, int speechWidth) {
            first = add("0", new ModulatedConvolution(Geometry.of(in, out, 3, stride, 1), speechWidth));
            second = add("1", new ModulatedConvolution(Geometry.of(out, out, 3, 1, 1), speechWidth));
        }

        @Override
        public NDList forward(NDList inputs, Pass pass) {
            NDArray speech = inputs.get(1);
            NDArray once = RECTIFIED.apply(first.forward(inputs, pass).singletonOrThrow());
            return new NDList(RECTIFIED.apply(
                    second.forward(new NDList(once, speech), pass).singletonOrThrow()));
        }
    }
}
