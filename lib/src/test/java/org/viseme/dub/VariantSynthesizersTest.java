package org.viseme.dub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.torch.Torch;

class VariantSynthesizersTest {
    @Test
    void everyGeneratorOfTheFamilySpeaks(@TempDir Path folder) {
        float[] samples = new float[Waveform.SPEECH_RATE];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.3 * Math.sin(0.05 * i));
        }
        RgbImage black = RgbImage.black(96, 96);
        RgbImage white = RgbImage.black(96, 96);
        Arrays.fill(white.bytes(), (byte) 255);
        for (Wav2LipConfig config : List.of(
                Wav2LipConfig.attnTiny(),
                Wav2LipConfig.lpipsTiny(),
                Wav2LipConfig.lpipsTiny().withAlignments(0))) {
            Path file = folder.resolve("model.safetensors");
            try (NDManager manager = Torch.newManager(Device.cpu())) {
                Wav2Lip network = new Wav2Lip(config);
                network.initialize(manager, 1);
                Wav2LipCheckpoint.of(network, config).save(file);
            }
            try (LipSynthesizer synthesizer = Synthesizers.open(file.toString(), "cpu")) {
                LipSynthesizer.Speech speech = synthesizer.listen(new Waveform(samples, Waveform.SPEECH_RATE));
                List<RgbImage> faces = synthesizer.speak(
                        speech,
                        List.of(
                                new LipSynthesizer.Request(0.2, black, black),
                                new LipSynthesizer.Request(0.5, white, white)));
                assertEquals(2, faces.size());
                assertEquals(96, faces.getFirst().width());
                assertFalse(
                        Arrays.equals(faces.get(0).bytes(), faces.get(1).bytes()), "the face says nothing: " + config);
            }
        }
    }
}
