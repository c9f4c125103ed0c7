package org.viseme.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import org.viseme.model.Region;

/** Mean absolute differences of pictures. */
public final class L1 {
    private L1() {}

    /**
     * Mean absolute difference within a region.
     *
     * @param pictures (..., height, width) in 0..1
     * @param targets as {@code pictures}
     * @return a scalar; 1/255 is one grey level
     */
    public static NDArray mean(NDArray pictures, NDArray targets, Region region) {
        return part(pictures, region).sub(part(targets, region)).abs().mean();
    }

    private static NDArray part(NDArray pictures, Region region) {
        if (region.equals(Region.WHOLE)) {
            return pictures;
        }
        int rank = pictures.getShape().dimension();
        int height = (int) pictures.getShape().get(rank - 2);
        int width = (int) pictures.getShape().get(rank - 1);
        return pictures.get(new NDIndex(
                "..., {}:{}, {}:{}",
                Region.pixels(region.top(), height),
                Region.pixels(region.bottom(), height),
                Region.pixels(region.left(), width),
                Region.pixels(region.right(), width)));
    }
}
