package org.viseme.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.viseme.VisemeException;
import org.viseme.audio.Features;
import org.viseme.audio.Mfcc;
import org.viseme.media.RgbImage;
import org.viseme.model.syncnet.SyncNetV2;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/**
 * Measures a clip with {@link SyncNetV2} as {@code syncnet_python} does: a window of five frames and their 0.2 s of
 * sound starts at each frame but the last five, although one more would fit. Only the embeddings, 8 KB a frame, grow
 * with the clip; besides them there is one batch of windows in memory.
 */
public final class SyncNetScorer {
    /** Windows that are computed at once by default, about 25 MB of memory each. */
    public static final int BATCH = 20;

    private static final int FPS = 25;
    private static final int STEPS_PER_FRAME = Mfcc.STEPS_PER_SECOND / FPS;

    private final SyncNetV2 network;
    private final NDManager manager;
    private final int batch;

    /**
     * @param manager on the network's device
     * @param batch windows that are computed at once
     */
    public SyncNetScorer(SyncNetV2 network, NDManager manager, int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("batches of " + batch + " windows");
        }
        this.network = network;
        this.manager = manager;
        this.batch = batch;
    }

    public SyncNetScorer(SyncNetV2 network, NDManager manager) {
        this(network, manager, BATCH);
    }

    /**
     * The windows of a clip that are measured: frames that have both picture and sound, less five.
     *
     * @param frames pictures, at 25 a second
     * @param steps rows of {@link Mfcc}, at 100 a second; n frames of sound have 4 n - 1. Sound that ends within 5 ms
     *     of a frame's end has as many and counts as that frame, where the published code, which knows the samples,
     *     drops it
     * @return 0 for clips that are too short
     */
    static int windows(int frames, int steps) {
        return Math.max(0, Math.min(frames, (steps + 1) / STEPS_PER_FRAME) - SyncNetV2.FRAMES);
    }

    /**
     * The distances of a clip.
     *
     * @param crops faces at 25 frames a second, 224 x 224, cut as {@link org.viseme.face.CropFamily#SYNCNET}; read in
     *     order, four frames of each batch again with the next
     * @param mfcc {@link Mfcc} of the clip's sound, which starts with the first frame
     * @throws VisemeException when the clip is shorter than six frames or its crops have another size
     */
    public SyncDistances score(List<RgbImage> crops, Features mfcc) {
        if (mfcc.width() != SyncNetV2.COEFFICIENTS) {
            throw new IllegalArgumentException(mfcc.width() + " coefficients instead of " + SyncNetV2.COEFFICIENTS);
        }
        int windows = windows(crops.size(), mfcc.time());
        if (windows == 0) {
            throw new VisemeException(
                    "a clip of " + crops.size() + " frames and " + mfcc.time() + " steps of sound",
                    "is too short to measure its sync",
                    "take clips of more than " + SyncNetV2.FRAMES + " frames with their sound");
        }
        float[][] lips = new float[windows][];
        float[][] sound = new float[windows][];
        for (int first = 0; first < windows; first += batch) {
            int count = Math.min(batch, windows - first);
            try (NativeScope scope = NativeScope.under(manager);
                    GradientScope off = GradientScope.off()) {
                NDArray frames = frames(crops.subList(first, first + count + SyncNetV2.FRAMES - 1), scope.manager());
                put(network.lipEmbedding(SyncNetV2.lipWindows(frames)), lips, first);
                put(network.audioEmbedding(sound(mfcc, first, count, scope.manager())), sound, first);
            }
        }
        return SyncDistances.of(lips, sound);
    }

    private static NDArray frames(List<RgbImage> crops, NDManager arrays) {
        int size = SyncNetV2.FACE_SIZE;
        ByteBuffer planes = ByteBuffer.allocate(crops.size() * 3 * size * size);
        for (RgbImage crop : crops) {
            if (crop.width() != size || crop.height() != size) {
                throw new VisemeException(
                        "a crop of " + crop.width() + "x" + crop.height(),
                        "SyncNet sees faces of " + size + "x" + size,
                        "prepare the clips with syncnet crops of that size");
            }
            crop.putPlanesBlueFirst(planes);
        }
        return Torch.create(arrays, planes.flip(), new Shape(crops.size(), 3, size, size), DataType.UINT8);
    }

    private static NDArray sound(Features mfcc, int first, int count, NDManager arrays) {
        FloatBuffer windows = FloatBuffer.allocate(count * SyncNetV2.COEFFICIENTS * SyncNetV2.STEPS);
        for (int window = first; window < first + count; window++) {
            windows.put(mfcc.transposedWindow(window * STEPS_PER_FRAME, SyncNetV2.STEPS));
        }
        Shape shape = new Shape(count, 1, SyncNetV2.COEFFICIENTS, SyncNetV2.STEPS);
        return Torch.create(arrays, windows.flip(), shape, DataType.FLOAT32);
    }

    private static void put(NDArray embeddings, float[][] rows, int first) {
        float[] values = embeddings.toFloatArray();
        for (int from = 0, row = first; from < values.length; from += SyncNetV2.EMBEDDING, row++) {
            rows[row] = Arrays.copyOfRange(values, from, from + SyncNetV2.EMBEDDING);
        }
    }
}
