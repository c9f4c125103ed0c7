package org.viseme.nn;

/** Pictures (batch, channels, height, width) twice as high and wide, each value taking the place of four. */
public final class NearestUpsampling extends FusedLayer {
    @Override
    String fuse(Fusion call, String x) {
        return call.let("torch.upsample_nearest2d(%s, None, [2.0, 2.0])", x);
    }
}
