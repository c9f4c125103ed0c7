package org.viseme.nn;

/** The sigmoid linear unit, also called swish (Elfwing et al., 2018): x times the sigmoid of x. */
public final class Silu extends FusedLayer {
    @Override
    String fuse(Fusion call, String x) {
        return call.let("torch.silu(%s)", x);
    }
}
