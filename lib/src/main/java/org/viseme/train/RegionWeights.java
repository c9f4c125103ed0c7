package org.viseme.train;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.viseme.loss.L1;
import org.viseme.model.Region;
import org.viseme.torch.TorchOps;

/**
 * Where in a face the L1 loss looks, beside the lower half with its weight 1.
 *
 * @param upperWeight weight of the upper half
 * @param mouthWeight additional weight of the mouth region
 */
record RegionWeights(double upperWeight, double mouthWeight) {
    /** L1 over the lower half, the upper one as far as it is wanted, and the mouth once more. */
    NDArray loss(NDArray drawn, NDArray target) {
        if (upperWeight == 1 && mouthWeight == 0) {
            return L1.mean(drawn, target, Region.WHOLE);
        }
        Map<Region, Double> weights = new LinkedHashMap<>();
        weights.put(Region.LOWER_HALF, 1.0);
        weights.put(Region.UPPER_HALF, upperWeight);
        weights.put(Region.MOUTH, mouthWeight);
        weights.values().removeIf(weight -> weight == 0);
        double sum = weights.values().stream().mapToDouble(Double::doubleValue).sum();
        List<NDArray> errors = new ArrayList<>();
        weights.keySet().forEach(region -> errors.add(L1.mean(drawn, target, region)));
        return TorchOps.weightedSum(
                errors, weights.values().stream().map(weight -> weight / sum).toList());
    }
}
