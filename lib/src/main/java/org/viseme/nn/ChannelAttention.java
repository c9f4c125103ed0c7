package org.viseme.nn;

import org.viseme.torch.Precision;

/**
 * Which channels count: the channel attention module of CBAM (Woo et al., "CBAM: Convolutional block attention module",
 * ECCV 2018, equation 2) with the residual sum of AttnWav2Lip (equations 7 and 8). The mean and the maximum of each channel
 * pass through the same two 1x1 convolutions without bias, {@code hidden} with a ReLU and {@code mask}; the sigmoid of
 * the sum of both is the map, (batch, channels, 1, 1). AttnWav2Lip's equation 7 prints the mean twice.
 */
public final class ChannelAttention extends ResidualAttention {
    private final Convolution hidden;
    private final Convolution mask;

    /**
     * @param reduction how many times fewer channels the hidden layer has; at least one it has
     */
    public ChannelAttention(int channels, int reduction) {
        super(channels);
        int fewer = Math.max(1, channels / reduction);
        hidden = addConvolution("hidden", Convolution.Geometry.of(channels, fewer, 1, 1, 0));
        mask = addConvolution("mask", Convolution.Geometry.of(fewer, channels, 1, 1, 0));
    }

    @Override
    String map(Precision precision, String weights) {
        // over vectors a 1x1 convolution is a product of matrices, which is quicker
        String product = "torch.matmul(%s, torch.t(%s))";
        return """
                x = torch.cat([torch.mean(f, [2, 3]), torch.amax(f, [2, 3])], 0)
                x = torch.relu(%s)
                mean, largest = torch.chunk(%s, 2, 0)
                m = torch.unsqueeze(torch.unsqueeze(torch.sigmoid(torch.add(mean, largest)), -1), -1)
                """.formatted(
                        product.formatted(precision.cast("x"), precision.cast("torch.flatten(" + weights + "0, 1)")),
                        product.formatted("x", precision.cast("torch.flatten(" + weights + "1, 1)")));
    }

    @Override
    long multiplyAdds(long batch, long height, long width) {
        long vectors = 2 * batch;
        return hidden.geometry().multiplyAdds(vectors, 1, 1) + mask.geometry().multiplyAdds(vectors, 1, 1);
    }
}
