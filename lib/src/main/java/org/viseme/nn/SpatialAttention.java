package org.viseme.nn;

import org.viseme.torch.Precision;

/**
 * Which places count: the spatial attention module of CBAM (Woo et al., "CBAM: Convolutional block attention module", ECCV
 * 2018, equation 3) with the residual sum of AttnWav2Lip (equations 6 and 8). The mean and the maximum of the channels at
 * each place pass through one convolution without bias, {@code mask}; its sigmoid is the map, (batch, 1, height, width).
 * AttnWav2Lip's equation 6 prints the mean twice.
 */
public final class SpatialAttention extends ResidualAttention {
    private final Convolution mask;

    /**
     * @param kernel width and height of the convolution, odd; 7 or 3 in the papers
     */
    public SpatialAttention(int channels, int kernel) {
        super(channels);
        mask = addConvolution("mask", Convolution.Geometry.of(2, 1, kernel, 1, kernel / 2));
    }

    @Override
    String map(Precision precision) {
        return """
                x = torch.cat([torch.mean(f, [1], True), torch.amax(f, [1], True)], 1)
                w = w0
                m = torch.sigmoid(%s)
                """.formatted(mask.geometry().script(precision, "None"));
    }

    @Override
    long multiplyAdds(long batch, long height, long width) {
        return mask.geometry().multiplyAdds(batch, height, width);
    }
}
