package org.viseme.nn;

/**
 * Places as sines and cosines that alternate (Vaswani et al., 2017, section 3.5): (batch, time) of anything to (1,
 * time, width), the first place being 0.
 */
final class AlternatingPositions extends FusedLayer {
    private static final double LONGEST = 10_000;

    private final int width;

    /**
     * @param width even
     */
    AlternatingPositions(int width) {
        if (width % 2 != 0) {
            throw new IllegalArgumentException("a width of " + width);
        }
        this.width = width;
    }

    @Override
    String fuse(Fusion call, String tokens) {
        String ones = call.let("torch.ones_like(torch.to(torch.slice(%s, 0, 0, 1), 6))", tokens);
        return at(call, call.let("torch.sub(torch.cumsum(%s, 1), 1)", ones));
    }

    /**
     * The same at any places.
     *
     * @param places the name of (1, time)
     * @return the name of (1, time, width)
     */
    String at(Fusion call, String places) {
        String number = call.let(
                "torch.cumsum(torch.repeat(torch.ones_like(torch.slice(%s, 1, 0, 1)), [1, %d]), 1)", places, width / 2);
        String frequency =
                call.let("torch.exp(torch.mul(torch.sub(%s, 1), %s))", number, -2 * Math.log(LONGEST) / width);
        String angles = call.let("torch.mul(torch.unsqueeze(%s, 2), %s)", places, frequency);
        return call.let("torch.flatten(torch.stack([torch.sin(%s), torch.cos(%s)], 3), 2)", angles, angles);
    }
}
