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

/**
 * A picture of held-out frames: a column a frame, from batches spread over the clips; rows are the reference, what was
 * drawn, and the truth.
 */
final class SampleGrid {
    private static final int COLUMNS = 12;

    private SampleGrid() {}

    /** @param set of windows, as {@link HeldOutReport#set} gives it */
    static RgbImage of(Wav2Lip network, EvaluationSet set, NDManager manager) {
        int batches = 0;
        for (LipBatch ignored : set) {
            batches++;
        }
        int columns = Math.min(COLUMNS, batches);
        RgbImage grid = null;
        int column = 0;
        int number = 0;
        for (LipBatch batch : set) {
            if (number++ == (int) ((long) column * batches / columns)) {
                int size = batch.cropSize();
                grid = grid == null ? RgbImage.black(columns * size, 3 * size) : grid;
                try (NativeScope scope = NativeScope.under(manager);
                        GradientScope off = GradientScope.off()) {
                    LipArrays arrays = LipArrays.of(batch, scope.manager());
                    NDArray drawn = network.forward(new NDList(arrays.mel(), arrays.faces()), Pass.INFERENCE)
                            .singletonOrThrow();
                    paint(grid, 0, column, size, arrays.reference());
                    paint(grid, 1, column, size, drawn);
                    paint(grid, 2, column, size, arrays.target());
                }
                column++;
            }
        }
        return grid;
    }

    /** The middle frame of the first window. */
    private static void paint(RgbImage grid, int row, int column, int size, NDArray windows) {
        long middle = windows.getShape().get(2) / 2;
        float[] values = windows.get("0, :, " + middle).toFloatArray();
        int plane = size * size;
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int to = ((row * size + y) * grid.width() + column * size + x) * 3;
                for (int channel = 0; channel < 3; channel++) {
                    // planes are blue, green, red
                    float value = values[(2 - channel) * plane + y * size + x];
                    grid.bytes()[to + channel] = (byte) Math.clamp(Math.round(value * 255), 0, 255);
                }
            }
        }
    }
}
