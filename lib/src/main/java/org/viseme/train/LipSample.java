package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.viseme.data.LipBatch;
import org.viseme.media.RgbImage;
import org.viseme.torch.Torch;

/**
 * One sample of a batch, as a person can look at it.
 *
 * @param clip where it is from
 * @param frame number of the first target frame
 * @param referenceFrame number of the first reference frame
 * @param masked the target with its lower half hidden: the generator's channels 0 to 2
 * @param reference the person at another time: its channels 3 to 5
 * @param target what it has to draw
 * @param mel (80, 16): what is heard, 0.2 s from the first target frame on
 */
public record LipSample(
        String clip,
        int frame,
        int referenceFrame,
        List<RgbImage> masked,
        List<RgbImage> reference,
        List<RgbImage> target,
        float[][] mel) {
    /** @param batch of windows of several frames */
    public static LipSample of(LipBatch batch, int sample) {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            LipArrays arrays = LipArrays.of(batch, manager);
            NDArray seen = arrays.faces();
            float[] heard = arrays.windowMel().get(sample).toFloatArray();
            float[][] mel = new float[LipBatch.MEL_BANDS][LipBatch.MEL_COLUMNS];
            for (int band = 0; band < mel.length; band++) {
                System.arraycopy(heard, band * LipBatch.MEL_COLUMNS, mel[band], 0, LipBatch.MEL_COLUMNS);
            }
            return new LipSample(
                    batch.clips().get(sample),
                    batch.frameIndices()[sample],
                    batch.referenceIndices()[sample],
                    FaceImages.of(seen.get(":, :3"), sample),
                    FaceImages.of(seen.get(":, 3:"), sample),
                    FaceImages.of(arrays.target(), sample),
                    mel);
        }
    }
}
