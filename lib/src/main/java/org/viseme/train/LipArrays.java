package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import org.viseme.data.HybridBatch;
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

    /** The frames of a hybrid batch that are to be drawn, one by one. */
    static LipArrays of(HybridBatch batch, NDManager manager) {
        int size = batch.cropSize();
        Shape pictures = new Shape(batch.size(), 3, size, size);
        Shape mels = new Shape(batch.size(), 1, LipBatch.MEL_BANDS, LipBatch.MEL_COLUMNS);
        return new LipArrays(
                Torch.send(manager, FloatBuffer.wrap(batch.mels()), mels, DataType.FLOAT32),
                FaceInput.pixels(Torch.send(manager, ByteBuffer.wrap(batch.targets()), pictures, DataType.UINT8)),
                FaceInput.pixels(Torch.send(manager, ByteBuffer.wrap(batch.references()), pictures, DataType.UINT8)));
    }

    /** Single frames as windows of several; those that fill no window are left out. */
    LipArrays windows(int frames) {
        return new LipArrays(inWindows(mel, frames), pictureWindows(target, frames), pictureWindows(reference, frames));
    }

    /** Single pictures (n, 3, height, width) as (windows, 3, frames, height, width). */
    static NDArray pictureWindows(NDArray pictures, int frames) {
        return inWindows(pictures, frames).transpose(0, 2, 1, 3, 4);
    }

    private static NDArray inWindows(NDArray rows, int frames) {
        long windows = rows.getShape().get(0) / frames;
        return rows.get(":" + windows * frames)
                .reshape(new Shape(windows, frames).addAll(rows.getShape().slice(1)));
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
