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
 * A batch of single frames on the device of a manager.
 *
 * @param mel (batch, 1, 80, 16)
 * @param target (batch, 3, height, width) in 0..1, blue first
 * @param reference as {@code target}
 */
record LipArrays(NDArray mel, NDArray target, NDArray reference) {
    static LipArrays of(LipBatch batch, NDManager manager) {
        Shape pictures = new Shape(batch.size(), 3, batch.cropSize(), batch.cropSize());
        Shape mels = new Shape(batch.size(), 1, LipBatch.MEL_BANDS, LipBatch.MEL_COLUMNS);
        return new LipArrays(
                Torch.create(manager, FloatBuffer.wrap(batch.mels()), mels, DataType.FLOAT32),
                FaceInput.pixels(Torch.create(manager, ByteBuffer.wrap(batch.targets()), pictures, DataType.UINT8)),
                FaceInput.pixels(Torch.create(manager, ByteBuffer.wrap(batch.references()), pictures, DataType.UINT8)));
    }

    NDArray faces() {
        return FaceInput.faces(target, reference);
    }
}
