package org.viseme.dub;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.List;
import org.viseme.audio.Mel;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.dub.LipSynthesizer.Request;
import org.viseme.dub.LipSynthesizer.Speech;
import org.viseme.media.Waveform;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.torch.Torch;

/** A speech for models that hear 0.2 s of it at a time. */
record HeardMel(Mel mel) implements Speech {
    static HeardMel of(Waveform speech) {
        return new HeardMel(MelSpectrogram.of(MelConfig.wav2lip()).compute(speech));
    }

    /** The windows that begin at the times of some frames: (requests, 1, 80, 16). */
    NDArray windows(List<Request> requests, NDManager manager) {
        Shape shape = new Shape(requests.size(), 1, Wav2LipConfig.MEL_BANDS, Wav2LipConfig.MEL_COLUMNS);
        FloatBuffer windows = FloatBuffer.allocate(Math.toIntExact(shape.size()));
        for (Request request : requests) {
            windows.put(mel.window(Mel.columnAt(request.seconds()), Wav2LipConfig.MEL_COLUMNS));
        }
        return Torch.create(manager, windows.flip(), shape, DataType.FLOAT32);
    }
}
