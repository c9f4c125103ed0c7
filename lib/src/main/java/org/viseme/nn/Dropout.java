package org.viseme.nn;

/**
 * Dropout (Srivastava et al., 2014) as a layer: in training, elements are set to zero with probability {@code rate} and
 * the others divided by what is left of one; otherwise nothing happens. Draws from the engine's generator, see {@link
 * org.viseme.torch.Torch#setSeed}.
 */
public final class Dropout extends FusedLayer {
    private final double rate;

    /**
     * @param rate in 0..1, one excluded
     */
    public Dropout(double rate) {
        this.rate = DropoutRates.require("dropout", rate);
    }

    @Override
    String fuse(Fusion call, String x) {
        return call.dropout(x, rate);
    }
}
