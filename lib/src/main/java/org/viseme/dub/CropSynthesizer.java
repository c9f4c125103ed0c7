package org.viseme.dub;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.viseme.media.RgbImage;
import org.viseme.model.wav2lip.FaceInput;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/** Generators that see and draw faces as Wav2Lip does, in the dubbing pipeline. */
abstract class CropSynthesizer implements LipSynthesizer {
    private static final int SIZE = Wav2LipConfig.FACE_SIZE;
    private static final int PLANE = SIZE * SIZE;

    private final String name;
    private final NDManager manager;

    /** @param manager owns the network; closed with the synthesizer */
    CropSynthesizer(String name, NDManager manager) {
        this.name = name;
        this.manager = manager;
    }

    /**
     * Draws.
     *
     * @param speech what {@link #listen} made
     * @param requests when the faces speak
     * @param faces what the generator sees, (requests, 6, 96, 96) in 0..1; owns the result
     * @return (requests, 3, 96, 96) in 0..1, blue first
     */
    abstract NDArray draw(Speech speech, List<Request> requests, NDArray faces);

    final NDManager manager() {
        return manager;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int cropSize() {
        return SIZE;
    }

    @Override
    public final List<RgbImage> speak(Speech speech, List<Request> requests) {
        int batch = requests.size();
        ByteBuffer targets = ByteBuffer.allocate(batch * 3 * PLANE);
        ByteBuffer references = ByteBuffer.allocate(batch * 3 * PLANE);
        for (Request request : requests) {
            request.target().putPlanesBlueFirst(targets);
            request.reference().putPlanesBlueFirst(references);
        }
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope off = GradientScope.off()) {
            NDManager arrays = scope.manager();
            Shape pictures = new Shape(batch, 3, SIZE, SIZE);
            NDArray faces = FaceInput.faces(
                    FaceInput.pixels(Torch.create(arrays, targets.flip(), pictures, DataType.UINT8)),
                    FaceInput.pixels(Torch.create(arrays, references.flip(), pictures, DataType.UINT8)));
            NDArray drawn = draw(speech, requests, faces);
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
    public final void close() {
        manager.close();
    }
}
