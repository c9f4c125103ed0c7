package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.viseme.data.LipBatch;
import org.viseme.data.SyncBatch;
import org.viseme.model.wav2lip.FaceInput;
import org.viseme.torch.Torch;

/**
 * Windows for a sync expert on the device of a manager.
 *
 * @param mel (windows, 1, 80, columns)
 * @param faces (windows, 3, frames, height, width) in 0..1, blue first
 */
record SyncArrays(NDArray mel, NDArray faces) {
    static SyncArrays of(SyncBatch batch, NDManager manager) {
        int columns = batch.mels().length / batch.size() / LipBatch.MEL_BANDS;
        Shape mels = new Shape(batch.size(), 1, LipBatch.MEL_BANDS, columns);
        Shape faces = new Shape(batch.size(), 3, batch.frames(), batch.cropSize(), batch.cropSize());
        return new SyncArrays(
                Torch.send(manager, FloatBuffer.wrap(batch.mels()), mels, DataType.FLOAT32),
                FaceInput.pixels(Torch.send(manager, ByteBuffer.wrap(batch.faces()), faces, DataType.UINT8)));
    }
}
