package org.viseme.lipreading;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import org.viseme.data.HybridBatch;
import org.viseme.data.UtteranceBatch;
import org.viseme.model.avhubert.Clips;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchScript;

/**
 * Real videos of mouths in which some frames are replaced by drawn ones (Wang et al., 2023, section 3.5), as a lip reader
 * sees them. All of it is differentiable: what a reader makes of the video tells the drawn pixels how to become more
 * legible. A drawn face is put where the real one lies, as far as it reaches; what the mouth's crop shows beside it stays
 * real.
 */
public final class HybridVideo {
    private static final TorchScript PASTED = TorchScript.of(List.of("video", "faces", "maps", "frames"), """
            x = torch.to(faces, 6)
            blue = torch.mul(torch.slice(x, 1, 0, 1), 0.114)
            grey = torch.add(torch.add(blue, torch.slice(x, 1, 1, 2), alpha=0.587), torch.slice(x, 1, 2, 3), alpha=0.299)
            n = torch.size(maps, 0)
            places = torch.affine_grid_generator(maps, [n, 1, %1$d, %1$d], False)
            shown = torch.squeeze(torch.grid_sampler(grey, places, 0, 1, False), 1)
            inside = torch.le(torch.amax(torch.abs(places), [-1]), 1.0)
            all = torch.reshape(video, [-1, %1$d, %1$d])
            real = torch.index_select(all, 0, frames)
            pasted = torch.where(inside, torch.div(torch.sub(shown, %2$s), %3$s), real)
            return torch.reshape(torch.index_copy(all, 0, frames, pasted), torch.size(video))
            """.formatted(
                    UtteranceBatch.SIZE, UtteranceBatch.MEAN, UtteranceBatch.DEVIATION));

    private HybridVideo() {}

    /**
     * The videos, on the device of a manager.
     *
     * @param drawn the frames to draw, (frames, 3, height, width) in 0..1, blue first
     * @return pictures alone: (batch, 1, time, 88, 88), with mean {@value UtteranceBatch#MEAN} and standard deviation
     *     {@value UtteranceBatch#DEVIATION} taken out, and 0 behind the end of a shorter clip
     */
    public static Clips of(HybridBatch batch, NDArray drawn, NDManager manager) {
        Clips real = real(batch, manager);
        NDArray video = PASTED.apply(real.video().orElseThrow(), drawn, maps(batch, manager), frames(batch, manager));
        return Clips.silent(video).withPadding(real.padding());
    }

    /** The real videos, none of whose frames are replaced. */
    public static Clips real(HybridBatch batch, NDManager manager) {
        return ClipArrays.of(batch.utterances(), Modality.VIDEO, manager);
    }

    /** Where the drawn frames lie in (batch * time), 64-bit integers. */
    public static NDArray frames(HybridBatch batch, NDManager manager) {
        long[] places = Arrays.stream(batch.frames()).asLongStream().toArray();
        return Torch.create(manager, LongBuffer.wrap(places), new Shape(places.length), DataType.INT64);
    }

    /** The maps from mouth to face in libtorch's coordinates: -1 and 1 are the edges of a picture. */
    private static NDArray maps(HybridBatch batch, NDManager manager) {
        float[] maps = batch.toFace().clone();
        float scale = UtteranceBatch.SIZE / (float) batch.cropSize();
        for (int i = 0; i < maps.length; i += 3) {
            maps[i + 2] = (maps[i] + maps[i + 1]) * scale + 2 * maps[i + 2] / batch.cropSize() - 1;
            maps[i] *= scale;
            maps[i + 1] *= scale;
        }
        return Torch.create(manager, FloatBuffer.wrap(maps), new Shape(batch.size(), 2, 3), DataType.FLOAT32);
    }
}
