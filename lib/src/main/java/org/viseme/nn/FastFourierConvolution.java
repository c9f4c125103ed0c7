package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import org.viseme.torch.TorchScript;

/**
 * A fast Fourier convolution with batch norm and ReLU (Chi et al., "Fast Fourier convolution", NeurIPS 2020, equation 3):
 * the first channels are local and see 3x3 neighbourhoods, the last are global and see everything.
 *
 * <pre>
 * local  = conv(local) + conv(global)
 * global = conv(local) + spectral(global)
 * </pre>
 *
 * <p>Since the sum of two convolutions is one over the channels of both, the first line is the convolution {@code
 * to_local} of all channels, and the second needs {@code to_global} and {@code spectral}. Nor does a batch norm care which
 * branch a channel belongs to: one serves both.
 */
public final class FastFourierConvolution extends Layer {
    private final int in;
    private final int localIn;
    private final Convolution toLocal;
    private final Convolution toGlobal;
    private final SpectralTransform spectral;
    private final BatchNorm norm;

    /**
     * @param globalRatio share of the channels that are global, of input and output alike; between 0 and 1, and each
     *     branch gets at least one
     */
    public FastFourierConvolution(int in, int out, double globalRatio) {
        if (!(globalRatio > 0 && globalRatio < 1) || in < 2 || out < 2) {
            throw new IllegalArgumentException("FastFourierConvolution: " + in + " and " + out
                    + " channels with a global ratio of " + globalRatio + " leave one of two branches empty");
        }
        this.in = in;
        localIn = local(in, globalRatio);
        int localOut = local(out, globalRatio);
        toLocal = add("to_local", Convolution.withoutBias(Convolution.Geometry.of(in, localOut, 3, 1, 1)));
        toGlobal = add("to_global", Convolution.withoutBias(Convolution.Geometry.of(localIn, out - localOut, 3, 1, 1)));
        spectral = add("spectral", new SpectralTransform(in - localIn, out - localOut));
        norm = add("norm", new BatchNorm(out));
    }

    private static int local(int channels, double globalRatio) {
        return Math.clamp(channels - Math.round(channels * globalRatio), 1, channels - 1);
    }

    /**
     * @param inputs features (batch, in, height, width)
     * @return (batch, out, height, width)
     * @throws IllegalArgumentException when the input has another shape
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray features = requireFeatures(inputs.singletonOrThrow(), in);
        long batch = features.getShape().get(0);
        long height = features.getShape().get(2);
        long width = features.getShape().get(3);
        pass.multiplyAdds().accept(toLocal.geometry().multiplyAdds(batch, height, width));
        pass.multiplyAdds().accept(toGlobal.geometry().multiplyAdds(batch, height, width));
        List<String> names = new ArrayList<>(List.of("features", "w1", "w2", "g2", "s2", "m2", "v2"));
        names.addAll(SpectralTransform.ARRAYS);
        List<NDArray> arrays = new ArrayList<>(List.of(
                features,
                toLocal.weight(),
                toGlobal.weight(),
                norm.scale(),
                norm.shift(),
                norm.mean(),
                norm.variance()));
        arrays.addAll(spectral.arrays());
        String body = """
                near, f = torch.split_with_sizes(features, [%d, %d], 1)
                %s
                x = features
                w = w1
                local = %s
                x = near
                w = w2
                far = %s
                y = torch.cat([local, torch.add(far, torch.type_as(everywhere, far))], 1)
                g = g2
                s = s2
                m = m2
                v = v2
                return torch.relu(%s)
                """.formatted(
                        localIn,
                        in - localIn,
                        spectral.statements(features.getShape(), pass),
                        toLocal.geometry().script(pass.precision(), "None"),
                        toGlobal.geometry().script(pass.precision(), "None"),
                        BatchNorm.script("y", pass));
        return new NDList(TorchScript.of(names, body).apply(arrays.toArray(NDArray[]::new)));
    }
}
