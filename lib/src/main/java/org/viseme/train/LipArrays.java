package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.viseme.data.LipBatch;
import org.viseme.model.wav2lip.FaceInput;
import org.viseme.torch.Torch;

/**
 * A batch on the device of a manager: single frames, or windows of several.
 *
 * @param mel (batch, 1, 80, 16), or (batch, frames, 1, 80, 16)
 * @param target (batch, 3, height, width) in 0..1, blue first, or (batch, 3, frames, height, width)
 * @param reference as {@code target}
 */
record LipArrays(NDArray mel, NDArray target, NDArray reference) {
    static LipArrays of(LipBatch batch, NDManager manager) {
        int n = batch.size();
        int size = batch.cropSize();
        boolean single = batch.frames() == 1;
        Shape pictures = single ? new Shape(n, 3, size, size) : new Shape(n, 3, batch.frames(), size, size);
        Shape window = new Shape(1, LipBatch.MEL_BANDS, LipBatch.MEL_COLUMNS);
        Shape mels = (single ? new Shape(n) : new Shape(n, batch.frames())).addAll(window);
        return new LipArrays(
                Torch.send(manager, FloatBuffer.wrap(batch.mels()), mels, DataType.FLOAT32),
                FaceInput.pixels(Torch.send(manager, ByteBuffer.wrap(batch.targets()), pictures, DataType.UINT8)),
                FaceInput.pixels(Torch.send(manager, ByteBuffer.wrap(batch.references()), pictures, DataType.UINT8)));
    }

    /** What the generator sees. */
    NDArray faces() {
        return FaceInput.faces(target, reference);
    }

    /** What is heard over a whole window: the mel window of its first frame, (batch, 1, 80, 16). */
    NDArray windowMel() {
        return mel.get(":, 0");
    }
}
