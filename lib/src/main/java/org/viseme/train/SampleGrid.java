package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.viseme.data.EvaluationSet;
import org.viseme.data.LipBatch;
import org.viseme.media.RgbImage;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;

/** A picture of held-out frames: a column a frame; rows are the reference, what was drawn, and the truth. */
final class SampleGrid {
    private static final int COLUMNS = 12;

    private SampleGrid() {}

    static RgbImage of(Wav2Lip network, EvaluationSet set, NDManager manager) {
        LipBatch batch = set.iterator().next();
        int columns = Math.min(COLUMNS, batch.size());
        int size = batch.cropSize();
        RgbImage grid = RgbImage.black(columns * size, 3 * size);
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope off = GradientScope.off()) {
            LipArrays arrays = LipArrays.of(batch, scope.manager());
            NDArray drawn = network.forward(new NDList(arrays.mel(), arrays.faces()), Pass.INFERENCE)
                    .singletonOrThrow();
            paint(grid, 0, columns, size, arrays.reference());
            paint(grid, 1, columns, size, drawn);
            paint(grid, 2, columns, size, arrays.target());
        }
        return grid;
    }

    private static void paint(RgbImage grid, int row, int columns, int size, NDArray pictures) {
        float[] values = pictures.toFloatArray();
        int plane = size * size;
        for (int column = 0; column < columns; column++) {
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    int to = ((row * size + y) * grid.width() + column * size + x) * 3;
                    for (int channel = 0; channel < 3; channel++) {
                        // planes are blue, green, red
                        float value = values[(column * 3 + 2 - channel) * plane + y * size + x];
                        grid.bytes()[to + channel] = (byte) Math.clamp(Math.round(value * 255), 0, 255);
                    }
                }
            }
        }
    }
}
