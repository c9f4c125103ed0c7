package org.viseme.model.perceptual;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which {@link Vgg}, and where to look into it.
 *
 * @param stages how many convolutions stand between one halving of the picture and the next
 * @param taps the convolutions, counted from 1 and rising, behind whose rectifiers a map is taken; those behind the
 *     last one are not built
 */
public record VggConfig(List<Integer> stages, List<Integer> taps) {
    public VggConfig {
        stages = List.copyOf(stages);
        taps = List.copyOf(taps);
        int convolutions = stages.stream().mapToInt(Integer::intValue).sum();
        boolean rising =
                taps.stream().sorted().distinct().toList().equals(taps) && !taps.isEmpty() && taps.getFirst() >= 1;
        if (!rising || taps.getLast() > convolutions) {
            throw new IllegalArgumentException("taps " + taps + " into " + convolutions + " convolutions");
        }
    }

    /** VGG-16 (configuration D), looked at behind the last convolution of each stage, as LPIPS does. */
    public static VggConfig vgg16() {
        return new VggConfig(List.of(2, 2, 3, 3, 3), List.of(2, 4, 7, 10, 13));
    }

    /**
     * VGG-19 (configuration E), looked at behind the first convolution of each stage, as pix2pixHD's perceptual loss
     * does (Wang et al., CVPR 2018).
     */
    public static VggConfig vgg19() {
        return new VggConfig(List.of(2, 2, 4, 4, 4), List.of(1, 3, 5, 9, 13));
    }

    /** Looked at behind each of the first convolutions, as AV-CAT's perceptual loss does (section 3.4). */
    public VggConfig withFirst(int convolutions) {
        return withTaps(IntStream.rangeClosed(1, convolutions).boxed().toList());
    }

    public VggConfig withTaps(List<Integer> convolutions) {
        return new VggConfig(stages, convolutions);
    }
}
