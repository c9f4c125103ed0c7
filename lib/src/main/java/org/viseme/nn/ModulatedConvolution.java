package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import org.viseme.nn.Convolution.Geometry;

/**
 * A convolution whose kernel a style scales for each picture (Karras et al., "Analyzing and improving the image
 * quality of StyleGAN", CVPR 2020, section 2.2; AV-CAT, equation 6): {@code weight} times the scale of each input
 * channel, then each output channel's kernel brought to length 1, which is called demodulation. {@code affine} makes
 * the scales of the style, around 1. One grouped convolution, with a group for each picture.
 */
public final class ModulatedConvolution extends Layer {
    static final double EPSILON = 1e-8;

    private final Geometry geometry;
    private final int styleWidth;
    private final boolean demodulated;
    private final Linear affine;
    private final Parameter weight;
    private final Parameter bias;

    /**
     * @param geometry over pictures, not transposed
     * @param styleWidth values of the style
     */
    public ModulatedConvolution(Geometry geometry, int styleWidth) {
        this(geometry, styleWidth, true);
    }

    /** With kernels of any length, for what a picture is read off: its contrast must be free. */
    public static ModulatedConvolution withoutDemodulation(Geometry geometry, int styleWidth) {
        return new ModulatedConvolution(geometry, styleWidth, false);
    }

    private ModulatedConvolution(Geometry geometry, int styleWidth, boolean demodulated) {
        if (geometry.transposed() || geometry.window().axes() != 2) {
            throw new IllegalArgumentException("a modulated convolution of " + geometry);
        }
        this.geometry = geometry;
        this.styleWidth = styleWidth;
        this.demodulated = demodulated;
        int height = geometry.window().kernel().get(0);
        int width = geometry.window().kernel().get(1);
        double bound = 1 / Math.sqrt((double) geometry.in() * height * width);
        affine = add("affine", new Linear(styleWidth, geometry.in()));
        weight = addWeight("weight", Initial.uniform(bound), geometry.out(), geometry.in(), height, width);
        bias = addWeight("bias", Initial.constant(0), geometry.out());
    }

    /**
     * @param inputs features (batch, in, height, width) and styles (batch, style width)
     * @return (batch, out, height, width), the latter as a convolution of that geometry makes them
     * @throws IllegalArgumentException when the shapes are others
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray features = requireFeatures(inputs.get(0), geometry.in());
        NDArray style = requireWidth(inputs.get(1), styleWidth);
        Shape shape = features.getShape();
        pass.multiplyAdds().accept(geometry.multiplyAdds(shape) + shape.get(0) * styleWidth * geometry.in());
        Fusion call = new Fusion(pass);
        String x = call.input(features);
        String kernels = kernels(call, affine.fuse(call, call.input(style)));
        String y = call.let(
                "torch.conv2d(torch.reshape(%s, [1, -1, torch.size(%s, 2), torch.size(%s, 3)]), torch.flatten(%s, 0, 1),"
                        + " None, %s, %s, [1, 1], torch.size(%s, 0))",
                call.cast(x),
                x,
                x,
                call.cast(kernels),
                geometry.window().stride(),
                geometry.window().padding(),
                x);
        String apart = call.let(
                "torch.reshape(%s, [torch.size(%s, 0), %d, torch.size(%s, 2), torch.size(%s, 3)])",
                y, x, geometry.out(), y, y);
        String shift = call.let("torch.reshape(%s, [1, -1, 1, 1])", call.input(bias.getArray()));
        return new NDList(call.run(call.let("torch.add(%s, %s)", apart, call.cast(shift))));
    }

    /** (batch, out, in, kernel height, kernel width), in 32 bits. */
    private String kernels(Fusion call, String scales) {
        String modulated = call.let(
                "torch.mul(torch.unsqueeze(%s, 0), torch.reshape(torch.add(torch.to(%s, 6), 1.0), [-1, 1, %d, 1, 1]))",
                call.input(weight.getArray()), scales, geometry.in());
        return demodulated
                ? call.let(
                        "torch.mul(%1$s, torch.rsqrt(torch.add(torch.sum(torch.square(%1$s), [2, 3, 4], True), %2$s)))",
                        modulated, EPSILON)
                : modulated;
    }
}
