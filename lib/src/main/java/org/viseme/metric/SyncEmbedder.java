package org.viseme.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.viseme.audio.Mel;
import org.viseme.media.RgbImage;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.model.wav2lip.FaceInput;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/**
 * Runs a sync expert over a clip: frames one after the other, then the sound, any number of times. Memory grows by one
 * embedding a frame.
 */
public final class SyncEmbedder {
    private static final int BATCH = 32;
    private static final double FPS = 25;
    private static final int SIZE = SyncExpertConfig.FACE_SIZE;
    private static final int PLANE = SIZE * SIZE;

    private final SyncExpert network;
    private final NDManager manager;
    private final int frames;
    private final byte[] pending;
    private final List<byte[]> window = new ArrayList<>();
    private final List<float[]> lips = new ArrayList<>();
    private int waiting;

    /**
     * @param manager where batches are computed; the network's own
     */
    public SyncEmbedder(SyncExpert network, NDManager manager) {
        this.network = network;
        this.manager = manager;
        this.frames = network.config().frames();
        this.pending = new byte[BATCH * 3 * frames * PLANE];
    }

    /** Takes the next frame: a face of 96x96 pixels. */
    public void frame(RgbImage face) {
        window.add(planes(face));
        if (window.size() < frames) {
            return;
        }
        int start = waiting * 3 * frames * PLANE;
        for (int i = 0; i < frames; i++) {
            for (int channel = 0; channel < 3; channel++) {
                System.arraycopy(
                        window.get(i), channel * PLANE, pending, start + (channel * frames + i) * PLANE, PLANE);
            }
        }
        window.removeFirst();
        if (++waiting == BATCH) {
            see();
        }
    }

    /**
     * What was seen, with what is heard.
     *
     * @param mel the sound
     * @param firstFrameSeconds where the first frame lies in the sound
     * @param reach for how many frames before and after sound is wanted
     */
    public SyncEmbeddings with(Mel mel, double firstFrameSeconds, int reach) {
        see();
        float[][] speech = speech(mel, firstFrameSeconds, -reach, lips.size() + reach);
        return new SyncEmbeddings(lips.toArray(float[][]::new), speech, reach);
    }

    /**
     * What is heard in the windows that begin with some frames, seen or not.
     *
     * @param mel the sound
     * @param firstFrameSeconds where frame 0 lies in the sound
     * @param from the first of the frames
     * @param to the first one behind them
     * @return (frames, embedding), rows of length one; null where there is no sound
     */
    public float[][] speech(Mel mel, double firstFrameSeconds, int from, int to) {
        int columns = network.config().melColumns();
        float[][] speech = new float[to - from][];
        List<Integer> heard = new ArrayList<>();
        for (int i = 0; i < speech.length; i++) {
            int start = Mel.columnAt(firstFrameSeconds + (i + from) / FPS);
            if (start >= 0 && start + columns <= mel.columns()) {
                heard.add(i);
            }
        }
        for (int begin = 0; begin < heard.size(); begin += BATCH) {
            List<Integer> batch = heard.subList(begin, Math.min(begin + BATCH, heard.size()));
            FloatBuffer windows = FloatBuffer.allocate(batch.size() * SyncExpertConfig.MEL_BANDS * columns);
            for (int i : batch) {
                windows.put(mel.window(Mel.columnAt(firstFrameSeconds + (i + from) / FPS), columns));
            }
            Shape shape = new Shape(batch.size(), 1, SyncExpertConfig.MEL_BANDS, columns);
            try (NativeScope scope = NativeScope.under(manager);
                    GradientScope off = GradientScope.off()) {
                NDArray input = Torch.create(scope.manager(), windows.flip(), shape, DataType.FLOAT32);
                float[][] rows = rows(network.speech(input, Pass.INFERENCE));
                for (int i = 0; i < rows.length; i++) {
                    speech[batch.get(i)] = rows[i];
                }
            }
        }
        return speech;
    }

    private void see() {
        if (waiting == 0) {
            return;
        }
        ByteBuffer bytes =
                ByteBuffer.wrap(pending, 0, waiting * 3 * frames * PLANE).slice();
        Shape shape = new Shape(waiting, 3, frames, SIZE, SIZE);
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope off = GradientScope.off()) {
            NDArray faces = FaceInput.pixels(Torch.create(scope.manager(), bytes, shape, DataType.UINT8));
            lips.addAll(List.of(rows(network.lips(faces, Pass.INFERENCE))));
        }
        waiting = 0;
    }

    private static float[][] rows(NDArray array) {
        int width = (int) array.getShape().get(1);
        float[] all = array.toFloatArray();
        float[][] rows = new float[all.length / width][width];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(all, i * width, rows[i], 0, width);
        }
        return rows;
    }

    /** Blue, green, red. */
    private static byte[] planes(RgbImage face) {
        if (face.width() != SIZE || face.height() != SIZE) {
            throw new IllegalArgumentException("a face of " + face.width() + "x" + face.height() + " pixels");
        }
        byte[] planes = new byte[3 * PLANE];
        byte[] bytes = face.bytes();
        for (int i = 0; i < PLANE; i++) {
            planes[i] = bytes[3 * i + 2];
            planes[PLANE + i] = bytes[3 * i + 1];
            planes[2 * PLANE + i] = bytes[3 * i];
        }
        return planes;
    }
}
