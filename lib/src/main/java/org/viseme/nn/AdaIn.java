package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import org.viseme.torch.TorchScript;

/**
 * Adaptive instance normalisation (Huang and Belongie, "Arbitrary style transfer in real-time with adaptive instance
 * normalization", ICCV 2017, equation 8; LPIPS-AttnWav2Lip, equation 2): each channel of the content gets the mean and the
 * standard deviation that it has in the style, over height and width. Variances are those of the values, not of a
 * population, plus {@value #EPSILON}, so that channels without any have a gradient. In 32 bits; has no weights.
 */
public final class AdaIn extends Layer {
    static final double EPSILON = 1e-5;

    private static final TorchScript NORMALISED = TorchScript.of(List.of("content", "style"), """
            x = torch.instance_norm(torch.to(content, 6), None, None, None, None, True, 0.1, %1$s, True)
            variance, mean = torch.var_mean(torch.to(style, 6), [2, 3], False, True)
            return torch.type_as(torch.addcmul(mean, x, torch.sqrt(torch.add(variance, %1$s))), content)
            """.formatted(EPSILON));

    /**
     * @param inputs content (batch, channels, height, width) and style (batch, channels, any height, any width)
     * @return as the content, in its type
     * @throws IllegalArgumentException when the shapes are others
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray content = inputs.get(0);
        NDArray style = inputs.get(1);
        requireFeatures(
                content,
                content.getShape().dimension() == 4 ? content.getShape().get(1) : -1);
        requireFeatures(style, content.getShape().get(1));
        return new NDList(NORMALISED.apply(content, style));
    }
}
