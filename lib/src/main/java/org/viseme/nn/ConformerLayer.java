package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.Optional;

/**
 * A block of a Conformer (Gulati et al., 2020, figure 1): half a feed-forward, {@link RelativeAttention}, a convolution
 * over time, another half of a feed-forward, each behind a layer norm and added to its input, then a norm, in one
 * native call. Named as in ESPnet. The convolution sees zeros where there is padding.
 */
public final class ConformerLayer extends Layer {
    private final TransformerConfig config;
    private final int kernel;
    private final RelativeAttention attention;
    private final FeedForward feedForward;
    private final Linear widen;
    private final DepthwiseConvolution depthwise;
    private final BatchNorm convolutionNorm;
    private final Linear mix;
    private final FeedForward macaron;
    private final LayerNorm feedForwardNorm;
    private final LayerNorm attentionNorm;
    private final LayerNorm macaronNorm;
    private final LayerNorm beforeConvolution;
    private final LayerNorm finalNorm;

    /** Two products with something between them. */
    private static final class FeedForward extends FusedLayer {
        private final TransformerConfig config;
        private final Linear widen;
        private final Linear narrow;

        FeedForward(TransformerConfig config) {
            this.config = config;
            widen = add("w_1", new Linear(config.width(), config.hidden()));
            narrow = add("w_2", new Linear(config.hidden(), config.width()));
        }

        @Override
        String fuse(Fusion call, String x) {
            String active = call.let(config.activation().script(widen.fuse(call, x)));
            return narrow.fuse(call, call.dropout(active, config.dropout().activation()));
        }
    }

    /** A kernel for each channel: (batch, channels, time) to the same. */
    private static final class DepthwiseConvolution extends FusedLayer {
        private final int channels;
        private final int kernel;
        private final Parameter weight;
        private final Parameter bias;

        DepthwiseConvolution(int channels, int kernel) {
            this.channels = channels;
            this.kernel = kernel;
            double bound = 1 / Math.sqrt(kernel);
            weight = addWeight("weight", Initial.uniform(bound), channels, 1, kernel);
            bias = addWeight("bias", Initial.uniform(bound), channels);
        }

        @Override
        String fuse(Fusion call, String x) {
            return call.let(
                    "torch.conv1d(%s, %s, %s, [1], [%d], [1], %d)",
                    call.cast(x),
                    call.cast(call.input(weight.getArray())),
                    call.cast(call.input(bias.getArray())),
                    kernel / 2,
                    channels);
        }
    }

    /**
     * @param kernel frames under the convolution, an odd number
     */
    public ConformerLayer(TransformerConfig config, int kernel) {
        if (kernel < 1 || kernel % 2 == 0) {
            throw new IllegalArgumentException("a kernel of " + kernel + " has no middle");
        }
        this.config = config;
        this.kernel = kernel;
        int width = config.width();
        attention = add(
                "self_attn",
                new RelativeAttention(width, config.heads(), config.dropout().attention()));
        feedForward = add("feed_forward", new FeedForward(config));
        widen = add("conv_module.pointwise_cov1", Linear.asConvolution(width, 2 * width));
        depthwise = add("conv_module.depthwise_conv", new DepthwiseConvolution(width, kernel));
        convolutionNorm = add("conv_module.norm", new BatchNorm(width));
        mix = add("conv_module.pointwise_cov2", Linear.asConvolution(width, width));
        feedForwardNorm = add("norm_ff", norm());
        attentionNorm = add("norm_mha", norm());
        macaron = add("feed_forward_macaron", new FeedForward(config));
        macaronNorm = add("norm_ff_macaron", norm());
        beforeConvolution = add("norm_conv", norm());
        finalNorm = add("norm_final", norm());
    }

    private LayerNorm norm() {
        return new LayerNorm(config.width(), Convention.ESPNET.epsilon());
    }

    /**
     * @param inputs (batch, time, width); where that is padding, (batch, time), boolean, may be left out
     * @return (batch, time, width)
     * @throws IllegalArgumentException when the shapes are others
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray features = requireSequences(inputs.get(0), config.width());
        count(pass, features.getShape());
        Fusion call = new Fusion(pass);
        String x = call.input(features);
        Optional<String> padding = inputs.size() > 1 ? Optional.of(call.input(inputs.get(1))) : Optional.empty();
        x = sum(call, x, macaron.fuse(call, macaronNorm.fuse(call, x)), 0.5);
        x = sum(call, x, attention.fuse(call, attentionNorm.fuse(call, x), padding), 1);
        x = sum(call, x, convolution(call, beforeConvolution.fuse(call, x), padding), 1);
        x = sum(call, x, feedForward.fuse(call, feedForwardNorm.fuse(call, x)), 0.5);
        return new NDList(call.run(finalNorm.fuse(call, x)));
    }

    private String sum(Fusion call, String x, String y, double share) {
        return call.let(
                "torch.add(%s, %s, alpha=%s)",
                x, call.dropout(y, config.dropout().features()), share);
    }

    /** Gated product, convolution of each channel, norm, SiLU, product. */
    private String convolution(Fusion call, String x, Optional<String> padding) {
        String gated = call.let("torch.glu(%s, 2)", widen.fuse(call, x));
        String seen = padding.map(mask -> call.let("torch.masked_fill(%s, torch.unsqueeze(%s, 2), 0.0)", gated, mask))
                .orElse(gated);
        String convolved = depthwise.fuse(call, call.let("torch.transpose(%s, 1, 2)", seen));
        String active = call.let("torch.silu(%s)", convolutionNorm.fuse(call, convolved));
        return mix.fuse(call, call.let("torch.transpose(%s, 1, 2)", active));
    }

    private void count(Pass pass, Shape shape) {
        attention.count(pass, shape);
        long values = shape.size();
        pass.multiplyAdds().accept(values * (4L * config.hidden() + 3L * config.width() + kernel));
    }
}
