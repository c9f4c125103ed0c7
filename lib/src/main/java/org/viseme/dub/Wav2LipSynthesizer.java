package org.viseme.dub;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.viseme.audio.Mel;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;
import org.viseme.model.wav2lip.FaceInput;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/** Wav2Lip generators in the dubbing pipeline. */
final class Wav2LipSynthesizer implements LipSynthesizer {
    private static final int SIZE = Wav2LipConfig.FACE_SIZE;
    private static final int PLANE = SIZE * SIZE;

    private final String name;
    private final NDManager manager;
    private final Wav2Lip network;

    private record Heard(Mel mel) implements Speech {}

    private Wav2LipSynthesizer(String name, NDManager manager, Wav2Lip network) {
        this.name = name;
        this.manager = manager;
        this.network = network;
    }

    /** Opens a checkpoint: Viseme's own or a published one. */
    static Wav2LipSynthesizer open(String name, Path file, Device device) {
        Checkpoint checkpoint = Checkpoint.read(file);
        NDManager manager = Torch.newManager(device);
        try {
            Wav2Lip network = Wav2LipCheckpoint.load(checkpoint, file, manager);
            network.foldForInference();
            return new Wav2LipSynthesizer(name, manager, network);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int cropSize() {
        return SIZE;
    }

    @Override
    public Speech listen(Waveform speech) {
        return new Heard(MelSpectrogram.of(MelConfig.wav2lip()).compute(speech));
    }

    @Override
    public List<RgbImage> speak(Speech speech, List<Request> requests) {
        Mel mel = ((Heard) speech).mel();
        int batch = requests.size();
        FloatBuffer windows = FloatBuffer.allocate(batch * Wav2LipConfig.MEL_BANDS * Wav2LipConfig.MEL_COLUMNS);
        ByteBuffer targets = ByteBuffer.allocate(batch * 3 * PLANE);
        ByteBuffer references = ByteBuffer.allocate(batch * 3 * PLANE);
        for (Request request : requests) {
            windows.put(mel.window(Mel.columnAt(request.seconds()), Wav2LipConfig.MEL_COLUMNS));
            request.target().putPlanesBlueFirst(targets);
            request.reference().putPlanesBlueFirst(references);
        }
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope off = GradientScope.off()) {
            NDManager arrays = scope.manager();
            Shape pictures = new Shape(batch, 3, SIZE, SIZE);
            NDArray heard = Torch.create(
                    arrays,
                    windows.flip(),
                    new Shape(batch, 1, Wav2LipConfig.MEL_BANDS, Wav2LipConfig.MEL_COLUMNS),
                    DataType.FLOAT32);
            NDArray faces = FaceInput.faces(
                    FaceInput.pixels(Torch.create(arrays, targets.flip(), pictures, DataType.UINT8)),
                    FaceInput.pixels(Torch.create(arrays, references.flip(), pictures, DataType.UINT8)));
            NDArray drawn =
                    network.forward(new NDList(heard, faces), Pass.INFERENCE).singletonOrThrow();
            return pictures(drawn.mul(255).round().toType(DataType.UINT8, false).toByteArray(), batch);
        }
    }

    private static List<RgbImage> pictures(byte[] planes, int batch) {
        List<RgbImage> pictures = new ArrayList<>(batch);
        for (int picture = 0; picture < batch; picture++) {
            byte[] pixels = new byte[3 * PLANE];
            for (int plane = 0; plane < 3; plane++) {
                int from = (picture * 3 + plane) * PLANE;
                for (int i = 0; i < PLANE; i++) {
                    pixels[i * 3 + 2 - plane] = planes[from + i];
                }
            }
            pictures.add(new RgbImage(SIZE, SIZE, pixels));
        }
        return pictures;
    }

    @Override
    public void close() {
        manager.close();
    }
}
