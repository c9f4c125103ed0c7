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
    String map(Precision precision, String weights) {
        int margin = mask.geometry().window().padding().getFirst();
        // One output channel leaves most of a vector unit idle. With the frames as channels of one picture, each plane
        // is
        // convolved alone, and both planes of a frame are added: three times as fast for 8 frames. A single frame is
        // not
        // worth the detour.
        return """
                x = torch.cat([torch.mean(f, [1], True), torch.amax(f, [1], True)], 1)
                if torch.eq(torch.size(f, 0), 1):
                  w = %4$s0
                  m = torch.sigmoid(torch.conv2d(%1$s, %2$s, None, [1, 1], [%3$d, %3$d]))
                else:
                  y = torch.reshape(x, [1, -1, torch.size(f, 2), torch.size(f, 3)])
                  w0 = torch.repeat(torch.transpose(%4$s0, 0, 1), [torch.size(f, 0), 1, 1, 1])
                  y0 = torch.conv2d(%5$s, %6$s, None, [1, 1], [%3$d, %3$d], [1, 1], torch.size(y, 1))
                  y1 = torch.reshape(y0, [-1, 2, torch.size(f, 2), torch.size(f, 3)])
                  m = torch.sigmoid(torch.sum(y1, [1], True))
                """.formatted(
                precision.cast("x"), precision.cast("w"), margin, weights, precision.cast("y"), precision.cast("w0"));
    }

    @Override
    long multiplyAdds(long batch, long height, long width) {
        return mask.geometry().multiplyAdds(batch, height, width);
    }
}
