package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.audio.MelTimeline;
import org.viseme.data.ClipStore;
import org.viseme.data.HybridBatch;
import org.viseme.data.TestClips;
import org.viseme.lipreading.HybridVideo;
import org.viseme.lipreading.LipReaderCheckpoint;
import org.viseme.lipreading.LipReaderConfig;
import org.viseme.lipreading.LipReadingNetwork;
import org.viseme.lipreading.Modality;
import org.viseme.nn.DropoutRates;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.text.Tokenizer;
import org.viseme.text.Vocabulary;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;

class ReadingExpertTest {
    @TempDir
    private Path folder;

    static LipReadingNetwork network(Modality modality, NDManager manager) {
        LipReadingNetwork network = new LipReadingNetwork(LipReaderConfig.of(
                LipReadingTrainingTest.network(new DropoutRates(0.1, 0.1, 0.1, 0.1)),
                modality,
                Tokenizer.words(TestClips.LIP_WORDS),
                List.of()));
        network.initialize(manager, 5);
        return network;
    }

    @Test
    void drawnFramesGetAGradientAndTheExpertGetsNone() {
        ClipStore store = TestClips.lipStore(folder.resolve("store"), 2);
        HybridBatch batch = HybridBatch.whole(store, store.clip("c0"), MelTimeline.FRAME_START);
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            LipReadingNetwork network = network(Modality.VIDEO, manager);
            ReadingExpert expert = new ReadingExpert(network, 0.1, Precision.FP32);
            Map<String, float[]> before = new LinkedHashMap<>();
            network.state().forEach((name, array) -> before.put(name, array.toFloatArray()));
            NDArray drawn = manager.full(new Shape(batch.size(), 3, 16, 16), 0.3f);
            drawn.setRequiresGradient(true);
            float[] losses = new float[2];
            for (int i = 0; i < losses.length; i++) {
                try (GradientScope gradients = GradientScope.record()) {
                    SequenceBatch context = expert.context(HybridVideo.of(batch, drawn, manager));
                    assertEquals(new Shape(1, 10, 32), context.values().getShape());
                    NDArray loss = expert.loss(context, List.of("bin lay"));
                    losses[i] = loss.getFloat();
                    gradients.backward(loss);
                }
            }
            assertEquals(losses[0], losses[1], "it forgets something, or its statistics change");
            assertEquals(expected(network, batch, drawn, manager), losses[0], 1e-5);
            float[] gradient = drawn.getGradient().toFloatArray();
            int plane = 16 * 16;
            for (int frame = 0; frame < batch.size(); frame++) {
                double sum = 0;
                for (int i = 0; i < plane; i++) {
                    sum += Math.abs(gradient[(3 * frame + 1) * plane + i]);
                }
                assertTrue(sum > 0 && sum < 1e6, "frame " + frame + ": " + sum);
            }
            network.state().forEach((name, array) -> {
                assertFalse(array.hasGradient(), name);
                assertArrayEquals(before.get(name), array.toFloatArray(), name);
            });
        }
    }

    /** "bin lay" and its end after "</s> bin lay": 0.9 for the right token, 0.1 shared by the others. */
    private static double expected(LipReadingNetwork network, HybridBatch batch, NDArray drawn, NDManager manager) {
        int[] text = network.tokenizer().encode("bin lay");
        long[] given = {Vocabulary.END, text[0], text[1]};
        int[] wanted = {text[0], text[1], Vocabulary.END};
        SequenceBatch context = network.context(HybridVideo.of(batch, drawn, manager), Pass.INFERENCE);
        float[] logits = network.reader()
                .logits(manager.create(given, new Shape(1, 3)), context, Pass.INFERENCE)
                .toFloatArray();
        int tokens = logits.length / wanted.length;
        double sum = 0;
        for (int i = 0; i < wanted.length; i++) {
            double all = 0;
            for (int token = 0; token < tokens; token++) {
                all += Math.exp(logits[i * tokens + token]);
            }
            for (int token = 0; token < tokens; token++) {
                double share = token == wanted[i] ? 0.9 : 0.1 / (tokens - 1);
                sum -= share * (logits[i * tokens + token] - Math.log(all));
            }
        }
        return sum / wanted.length;
    }

    @Test
    void anExpertThatNeedNotLookAtLipsIsRefused() {
        Path file = folder.resolve("listener.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            LipReaderCheckpoint.of(network(Modality.BOTH, manager)).save(file);
            VisemeException refused =
                    assertThrows(VisemeException.class, () -> ReadingExpert.load(file, 0.1, Precision.FP32, manager));
            assertTrue(refused.getMessage().contains("need not look at lips"), refused.getMessage());
        }
    }
}
