package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.model.talklip.TalkLip;
import org.viseme.model.talklip.TalkLipCheckpoint;
import org.viseme.model.talklip.TalkLipConfig;
import org.viseme.model.talklip.TalkLipConfig.Hearing;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

class WindowGeneratorTest {
    private static final TalkLipConfig LOCAL =
            TalkLipConfig.localTiny().withChannels(1).withContextWidth(0);

    private final NDManager manager = Torch.newManager(Device.cpu());

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        manager.close();
    }

    private Checkpoint made(TalkLipConfig config) {
        TalkLip network = new TalkLip(config);
        network.initialize(manager, 1);
        return TalkLipCheckpoint.of(network);
    }

    private Path saved(Checkpoint checkpoint, String name) {
        Path file = folder.resolve(name);
        checkpoint.save(file);
        return file;
    }

    private float[] drawn(Layer network) {
        NDArray mel = manager.arange(2 * 5 * 80 * 16f).reshape(2, 5, 1, 80, 16).sin();
        NDArray faces = manager.arange(2 * 6 * 5 * 96 * 96f)
                .reshape(new Shape(2, 6, 5, 96, 96))
                .sin()
                .abs();
        try (GradientScope off = GradientScope.off()) {
            return network.forward(new NDList(mel, faces), Pass.INFERENCE)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    @Test
    void weightsThatHearLocallyDrawTheSameWindowsUnderEitherName() {
        Checkpoint talkLip = made(LOCAL);
        Path one = saved(talkLip, "talklip.safetensors");
        Path other = saved(new Checkpoint(talkLip.state()), "wav2lip.safetensors");
        assertTrue(Wav2LipCheckpoint.config(Checkpoint.read(other), other).equals(LOCAL.face()));
        assertArrayEquals(drawn(WindowGenerator.load(other, manager)), drawn(WindowGenerator.load(one, manager)));
    }

    @Test
    void whatHearsWholeUtterancesIsReferredToTheEvaluationOfClips() {
        Path file = saved(made(LOCAL.withHearing(Hearing.GLOBAL)), "global.safetensors");
        VisemeException refusal = assertThrows(VisemeException.class, () -> WindowGenerator.load(file, manager));
        assertTrue(refusal.getMessage().contains("global.safetensors"), refusal.getMessage());
    }
}
