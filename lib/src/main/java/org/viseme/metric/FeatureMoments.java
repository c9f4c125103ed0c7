package org.viseme.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.DoubleBuffer;
import java.util.List;
import org.viseme.VisemeException;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;
import org.viseme.torch.TorchScript;

/**
 * Mean and covariance of features that come batch by batch and are not kept, in double precision.
 *
 * <p>Held are the mean and a factor F of the scatter matrix: F' F is the sum of the outer products of the features less
 * their mean. Two sets are joined by putting their factors one below the other, with one row more for the distance of
 * their means (Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances",
 * 1979). A factor of more than twice as many rows as dimensions is replaced by the triangle of its QR decomposition, so
 * memory does not grow with the number of features. Nothing is ever squared and subtracted, so no digits are lost; and
 * while there are fewer features than dimensions the factor stays that small, and is exact where a covariance matrix
 * would be singular.
 */
public final class FeatureMoments implements AutoCloseable {
    private static final TorchScript MEAN = TorchScript.of(List.of("x"), "return torch.mean(torch.to(x, 7), [0])");
    private static final TorchScript DEVIATIONS =
            TorchScript.of(List.of("m", "x"), "return torch.sub(torch.to(x, 7), m)");
    private static final TorchScript JOINED_MEAN = TorchScript.of(
            List.of("ma", "mb", "w"), "return torch.add(ma, torch.mul(torch.sub(mb, ma), torch.select(w, 0, 0)))");
    private static final TorchScript JOINED_FACTOR = TorchScript.of(List.of("fa", "fb", "ma", "mb", "w"), """
            between = torch.mul(torch.sub(mb, ma), torch.select(w, 0, 1))
            return torch.cat([fa, fb, torch.unsqueeze(between, 0)])
            """);
    private static final TorchScript TRIANGLE = TorchScript.of(List.of("x"), """
            q, r = torch.linalg_qr(x, "r")
            return r
            """);
    private static final TorchScript SCATTER = TorchScript.of(List.of("f"), "return torch.matmul(torch.t(f), f)");

    private final NDManager manager;
    private final int dimensions;
    private long count;
    private NDArray mean;
    private NDArray factor;

    /**
     * Of no features.
     *
     * @param parent decides about the device
     * @param dimensions values of a feature
     */
    public FeatureMoments(NDManager parent, int dimensions) {
        this.manager = parent.newSubManager();
        this.dimensions = dimensions;
        this.mean = manager.zeros(new Shape(dimensions), DataType.FLOAT64);
        this.factor = manager.zeros(new Shape(0, dimensions), DataType.FLOAT64);
    }

    /**
     * Takes features in.
     *
     * @param features (batch, dimensions), on the device of this object
     * @throws IllegalArgumentException when the shape is another or a value is infinite or not a number
     */
    public void add(NDArray features) {
        Shape shape = features.getShape();
        if (shape.dimension() != 2 || shape.get(1) != dimensions) {
            throw new IllegalArgumentException(
                    "features of shape " + shape + " instead of (batch, " + dimensions + ")");
        }
        if (shape.get(0) == 0) {
            return;
        }
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope off = GradientScope.off()) {
            NDArray batchMean = scope.own(MEAN.apply(features));
            if (!TorchOps.isFinite(List.of(batchMean))) {
                throw new IllegalArgumentException("features that are infinite or not numbers");
            }
            join(shape.get(0), batchMean, DEVIATIONS.apply(batchMean, features), scope);
        }
    }

    /** Takes in all that another object has taken in; the other stays as it is. */
    public void merge(FeatureMoments other) {
        if (other.dimensions != dimensions) {
            throw new IllegalArgumentException("features of " + other.dimensions + " and of " + dimensions + " values");
        }
        if (other.count > 0) {
            try (NativeScope scope = NativeScope.under(manager);
                    GradientScope off = GradientScope.off()) {
                join(other.count, other.mean, other.factor, scope);
            }
        }
    }

    private void join(long others, NDArray otherMean, NDArray otherFactor, NativeScope scope) {
        double share = (double) others / (count + others);
        double[] weights = {share, Math.sqrt(count * share)};
        NDArray w = Torch.create(scope.manager(), DoubleBuffer.wrap(weights), new Shape(2), DataType.FLOAT64);
        NDArray joinedFactor = JOINED_FACTOR.apply(factor, otherFactor, mean, otherMean, w);
        NDArray joinedMean = JOINED_MEAN.apply(mean, otherMean, w);
        mean.close();
        factor.close();
        mean = joinedMean;
        factor = joinedFactor;
        count += others;
        if (heldRows() > 2L * dimensions) {
            shorten();
        }
    }

    private void shorten() {
        try (NDArray tall = factor) {
            factor = TRIANGLE.apply(tall);
        }
    }

    /** How many features were taken in. */
    public long count() {
        return count;
    }

    /** Values of a feature. */
    public int dimensions() {
        return dimensions;
    }

    /** (dimensions), of zeros when there are no features. */
    public double[] mean() {
        return mean.toDoubleArray();
    }

    /**
     * The unbiased covariance, row by row.
     *
     * @throws VisemeException when there are fewer than two features
     */
    public double[] covariance() {
        requireTwo();
        try (GradientScope off = GradientScope.off();
                NDArray scatter = SCATTER.apply(factor)) {
            double[] values = scatter.toDoubleArray();
            for (int i = 0; i < values.length; i++) {
                values[i] /= count - 1;
            }
            return values;
        }
    }

    void requireTwo() {
        if (count < 2) {
            throw new VisemeException(
                    "a set of " + count + " features", "has no covariance", "measure two pictures or more");
        }
    }

    /** (dimensions); owned by this object. */
    NDArray meanArray() {
        return mean;
    }

    /** F, with no more rows than columns: F' F = (count - 1) covariance; owned by this object. */
    NDArray factor() {
        if (heldRows() > dimensions) {
            shorten();
        }
        return factor;
    }

    /** Rows of F as it is held, twice the dimensions at most. */
    long heldRows() {
        return factor.getShape().get(0);
    }

    @Override
    public void close() {
        manager.close();
    }
}
