package org.viseme.nn;

import ai.djl.nn.Parameter;

/**
 * Places as sines and cosines (Vaswani et al., 2017, section 3.5), in the order and with the frequencies of
 * tensor2tensor and fairseq: (batch, time) tokens to (batch, time, width), half of them sines with frequencies from 1
 * down to 1 / 10000, half cosines. The first token has the place after that of {@code padding}; padding itself has
 * zeros.
 */
public final class SinusoidalPositions extends FusedLayer {
    private static final double LONGEST = 10_000;

    private final int half;
    private final int padding;
    private final Parameter device;

    /**
     * @param width even
     * @param padding the token that is no token
     */
    public SinusoidalPositions(int width, int padding) {
        if (width < 4 || width % 2 != 0) {
            throw new IllegalArgumentException("a width of " + width);
        }
        this.half = width / 2;
        this.padding = padding;
        // Part of the published state, where it serves the same purpose: it lies on the network's device.
        device = addBuffer("_float_tensor", Initial.constant(0), 1);
    }

    @Override
    String fuse(Fusion call, String tokens) {
        String present = call.let("torch.to(torch.ne(%s, %d), 6)", tokens, padding);
        String place = call.let("torch.add(torch.cumsum(%s, 1), %d)", present, padding);
        String number = call.let(
                "torch.sub(torch.cumsum(torch.repeat(torch.ones_like(%s), [%d]), 0), 1)",
                call.input(device.getArray()), half);
        String frequency = call.let("torch.exp(torch.mul(%s, %s))", number, -Math.log(LONGEST) / (half - 1));
        String angles = call.let("torch.mul(torch.unsqueeze(%s, 2), %s)", place, frequency);
        return call.let(
                "torch.mul(torch.cat([torch.sin(%s), torch.cos(%s)], 2), torch.unsqueeze(%s, 2))",
                angles, angles, present);
    }
}
