package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.viseme.torch.TorchScript;

/**
 * The global branch of a fast Fourier convolution, every output of which sees the whole input (Suvorov et al.,
 * "Resolution-robust large mask inpainting with Fourier convolutions", WACV 2022, section 2.1): real 2-D Fourier
 * transform, 1x1 convolution, batch norm and ReLU over real and imaginary parts as channels, and the transform back. The
 * original (Chi et al., "Fast Fourier convolution", NeurIPS 2020) has two more 1x1 convolutions around it.
 *
 * <p>The transforms are orthonormal and computed in 32 bits, whatever the pass computes in; their work is not counted as
 * multiply-adds.
 */
public final class SpectralTransform extends Layer {
    static final List<String> ARRAYS = List.of("frequencies", "g", "s", "m", "v");

    private final int in;
    private final Convolution convolution;
    private final BatchNorm norm;

    public SpectralTransform(int in, int out) {
        this.in = in;
        convolution = add("conv", Convolution.withoutBias(Convolution.Geometry.of(2 * in, 2 * out, 1, 1, 0)));
        norm = add("norm", new BatchNorm(2 * out));
    }

    /**
     * @param inputs features (batch, in, height, width)
     * @return (batch, out, height, width), 32-bit
     * @throws IllegalArgumentException when the input has another shape
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray features = requireFeatures(inputs.singletonOrThrow(), in);
        List<String> names = new ArrayList<>(List.of("f"));
        names.addAll(ARRAYS);
        List<NDArray> values = new ArrayList<>(List.of(features));
        values.addAll(arrays());
        TorchScript script = TorchScript.of(names, statements(features.getShape(), pass) + "return everywhere");
        return new NDList(script.apply(values.toArray(NDArray[]::new)));
    }

    /** The arrays that {@link #statements} needs, under the names of {@link #ARRAYS}. */
    List<NDArray> arrays() {
        return List.of(convolution.weight(), norm.scale(), norm.shift(), norm.mean(), norm.variance());
    }

    /** TorchScript statements that leave the transform of {@code f} in {@code everywhere}; counts their work. */
    String statements(Shape features, Pass pass) {
        long height = features.get(2);
        long width = features.get(3);
        pass.multiplyAdds().accept(convolution.geometry().multiplyAdds(features.get(0), height, width / 2 + 1));
        return """
                w = frequencies
                z = torch.fft_rfft2(torch.to(f, 6), None, [-2, -1], "ortho")
                x = torch.cat([torch.real(z), torch.imag(z)], 1)
                x = torch.relu(%s)
                real, imaginary = torch.chunk(torch.to(x, 6), 2, 1)
                everywhere = torch.fft_irfft2(torch.complex(real, imaginary), [%d, %d], [-2, -1], "ortho")
                """.formatted(
                        BatchNorm.script(convolution.geometry().script(pass.precision(), "None"), pass), height, width);
    }
}
