package org.viseme.evaluate;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.viseme.media.RgbImage;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/** Pictures as networks and metrics take them. */
final class FrameArrays {
    private FrameArrays() {}

    /** (pictures, 3, height, width), red first, in 0..1. */
    static NDArray of(List<RgbImage> pictures, NDManager manager) {
        RgbImage first = pictures.getFirst();
        ByteBuffer bytes = ByteBuffer.allocate(pictures.size() * first.bytes().length);
        pictures.forEach(picture -> bytes.put(picture.bytes()));
        Shape shape = new Shape(pictures.size(), first.height(), first.width(), 3);
        return Torch.create(manager, bytes.flip(), shape, DataType.UINT8)
                .transpose(0, 3, 1, 2)
                .toType(DataType.FLOAT32, false)
                .div(255);
    }

    /**
     * The values of pairs of pictures, computed in batches.
     *
     * @param values of (pictures, 3, height, width) and as many others: one each
     */
    static double[] values(
            List<RgbImage> pictures,
            List<RgbImage> others,
            int batch,
            NDManager manager,
            BiFunction<NDArray, NDArray, double[]> values) {
        List<double[]> parts = new ArrayList<>();
        for (int from = 0; from < pictures.size(); from += batch) {
            int to = Math.min(from + batch, pictures.size());
            try (NativeScope scope = NativeScope.under(manager);
                    GradientScope off = GradientScope.off()) {
                parts.add(values.apply(
                        of(pictures.subList(from, to), scope.manager()),
                        of(others.subList(from, to), scope.manager())));
            }
        }
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }
}
