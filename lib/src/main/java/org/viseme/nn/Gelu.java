package org.viseme.nn;

/**
 * The Gaussian error linear unit (Hendrycks and Gimpel, 2016), x times the normal distribution function of x, exactly.
 */
public final class Gelu extends FusedLayer {
    @Override
    String fuse(Fusion call, String x) {
        return call.let("torch.gelu(%s)", x);
    }
}
