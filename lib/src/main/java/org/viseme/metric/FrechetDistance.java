package org.viseme.metric;

import ai.djl.ndarray.NDArray;
import java.util.List;
import org.viseme.torch.GradientScope;
import org.viseme.torch.TorchScript;

/**
 * The squared Fréchet distance of two normal distributions that have the means and covariances of two sets of features
 * (Dowson and Landau, 1982): |ma - mb|² + tr(Sa + Sb - 2 (Sa Sb)^½). Over features of {@link
 * org.viseme.model.perceptual.InceptionV3} it is FID (Heusel et al., NeurIPS 2017, equation 6). 0 for equal
 * distributions; lower is better. A figure from few pictures comes out too high: compare only figures of equally many.
 *
 * <p>The published code takes the square root of the product of the covariances, which fails or wanders when they are
 * singular, as they are with fewer features than dimensions. Here no matrix root is taken: with factors Fa and Fb of
 * the covariances, the trace of the root is the sum of the singular values of Fa Fb'. That matrix is only as large as
 * there are features, or dimensions if these are fewer, so that 50 pictures take no longer in 2048 dimensions than in
 * 50; and no eigenvalue can come out negative.
 *
 * @param meanTerm |ma - mb|²
 * @param traceA the total variance of the first set
 * @param traceB the total variance of the second set
 * @param traceRoot tr((Sa Sb)^½)
 */
public record FrechetDistance(double meanTerm, double traceA, double traceB, double traceRoot) {
    private static final TorchScript TERMS = TorchScript.of(List.of("ma", "mb", "fa", "fb"), """
            means = torch.sum(torch.square(torch.sub(ma, mb)))
            values = torch.linalg_svdvals(torch.matmul(fa, torch.t(fb)))
            return torch.stack([means, torch.sum(torch.square(fa)), torch.sum(torch.square(fb)), torch.sum(values)])
            """);

    /**
     * The distance of two sets.
     *
     * @throws org.viseme.VisemeException when a set has fewer than two features
     * @throws IllegalArgumentException when their features have not equally many values
     */
    public static FrechetDistance between(FeatureMoments a, FeatureMoments b) {
        a.requireTwo();
        b.requireTwo();
        if (a.dimensions() != b.dimensions()) {
            throw new IllegalArgumentException(
                    "features of " + a.dimensions() + " and of " + b.dimensions() + " values");
        }
        try (GradientScope off = GradientScope.off();
                NDArray terms = TERMS.apply(a.meanArray(), b.meanArray(), a.factor(), b.factor())) {
            double[] values = terms.toDoubleArray();
            double freeA = a.count() - 1.0;
            double freeB = b.count() - 1.0;
            return new FrechetDistance(
                    values[0], values[1] / freeA, values[2] / freeB, values[3] / Math.sqrt(freeA * freeB));
        }
    }

    /** The distance; rounding errors below 0 count as 0. */
    public double distance() {
        return Math.max(0, meanTerm + traceA + traceB - 2 * traceRoot);
    }
}
