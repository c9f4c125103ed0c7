package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.ClipStore;
import org.viseme.data.EvaluationSet;
import org.viseme.data.Split;
import org.viseme.data.TestClips;
import org.viseme.metric.SpatialMap;
import org.viseme.model.Region;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.CbamConfig.Attention;
import org.viseme.torch.Torch;

class AttentionRecorderTest {
    private static final Wav2LipConfig CONFIG = new Wav2LipConfig(1).withAttention(Attention.BOTH);

    @TempDir
    static Path folder;

    private static ClipStore store;

    @BeforeAll
    static void prepare() {
        Torch.setThreads(1);
        store = TestClips.trainingStore(folder.resolve("store"));
    }

    private static AttentionRecorder open(Wav2LipConfig config) {
        Path file = folder.resolve("model-%x.safetensors".formatted(config.hashCode()));
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            Wav2Lip network = new Wav2Lip(config);
            network.initialize(manager, 6);
            Wav2LipCheckpoint.of(network, config).save(file);
        }
        return AttentionRecorder.open(file, Device.cpu());
    }

    private static EvaluationSet set(int clips) {
        return EvaluationSet.open(store, Split.VAL, EvaluationSet.Settings.of(4).withClips(clips));
    }

    @Test
    void everyBlockHandsOutItsMaps() {
        try (AttentionRecorder recorder = open(CONFIG)) {
            List<AttendedFrame> frames =
                    recorder.clip(store, store.clips(Split.VAL).getFirst());
            assertEquals(29, frames.size(), "all of 30 frames but the reference");
            AttendedFrame frame = frames.getLast();
            assertEquals(29, frame.frame());
            assertEquals(
                    List.of(
                            "encoder 1, 96",
                            "encoder 2, 48",
                            "encoder 3, 24",
                            "encoder 4, 12",
                            "encoder 5, 6",
                            "encoder 6, 3",
                            "encoder 7, 1",
                            "decoder 1, 1",
                            "decoder 2, 3",
                            "decoder 3, 6",
                            "decoder 4, 12",
                            "decoder 5, 24",
                            "decoder 6, 48",
                            "decoder 7, 96"),
                    frame.places().entrySet().stream()
                            .map(entry ->
                                    entry.getKey() + ", " + entry.getValue().width())
                            .toList());
            assertEquals(8, frame.channels().get("encoder 4").length);
            assertEquals(96, frame.drawn().width());
        }
    }

    @Test
    void severalBlocksInOneAreNumbered() {
        try (AttentionRecorder recorder =
                open(new Wav2LipConfig(1, Wav2LipConfig.Depth.SHALLOW, CONFIG.cbam(), 0, 0.75))) {
            AttendedFrame frame =
                    recorder.clip(store, store.clips(Split.VAL).getFirst()).getFirst();
            assertTrue(
                    frame.places().keySet().containsAll(List.of("encoder 2.1", "encoder 2.2", "encoder 3.3")),
                    frame.places().keySet().toString());
        }
    }

    /** The result is the network's own; input and map are the steps before it. */
    @Test
    void theStepsLeadToWhatTheBlockPutsOut() {
        try (AttentionRecorder recorder = open(CONFIG)) {
            AttentionSteps steps = recorder.steps(set(1), 3);
            for (int i = 0; i < steps.map().values().length; i++) {
                assertEquals(
                        steps.input().values()[i] * (1 + steps.map().values()[i]),
                        steps.result().values()[i],
                        1e-5f);
                assertTrue(steps.maximum().values()[i] >= steps.input().values()[i]);
                assertTrue(steps.maximum().values()[i] >= steps.mean().values()[i]);
            }
            assertTrue(steps.input().highest() > steps.input().lowest());
            assertThrows(VisemeException.class, () -> recorder.steps(set(1), 8));
        }
        try (AttentionRecorder recorder = open(CONFIG.withAttention(Attention.CHANNEL))) {
            assertThrows(VisemeException.class, () -> recorder.steps(set(1), 3));
        }
    }

    @Test
    void sharesAreMeansOverClipsOfMeansOverFrames() {
        try (AttentionRecorder recorder = open(CONFIG)) {
            AttentionReport report = AttentionReport.of(recorder, set(2));
            assertEquals(2, report.clips());
            assertEquals(2 * 29, report.frames());
            double share = store.clips(Split.VAL).subList(0, 2).stream()
                    .mapToDouble(clip -> recorder.clip(store, clip).stream()
                            .mapToDouble(
                                    frame -> frame.places().get("encoder 5").shareIn(Region.MOUTH))
                            .average()
                            .orElseThrow())
                    .average()
                    .orElseThrow();
            AttentionReport.Places layer = report.places().get(4);
            assertEquals(share, layer.mouth().value(), 1e-6);
            assertTrue(layer.mouth().contains(share));
            SpatialMap single = report.places().get(6).map();
            assertEquals(1, single.width());
            assertTrue(Double.isNaN(report.places().get(6).mouth().value()));
            assertEquals(14, report.table().rowCount());
            assertEquals(
                    2,
                    IntStream.range(0, 14)
                            .filter(row -> !report.table()
                                    .stringColumn("remark")
                                    .get(row)
                                    .isEmpty())
                            .count());
        }
    }

    @Test
    void aModelWithoutAttentionIsRefused() {
        VisemeException problem = assertThrows(VisemeException.class, () -> open(new Wav2LipConfig(1)));
        assertTrue(problem.getMessage().contains("without attention"), problem.getMessage());
        Path empty = folder.resolve("empty.safetensors");
        new Checkpoint(new org.viseme.checkpoint.StateDict()).save(empty);
        assertThrows(VisemeException.class, () -> AttentionRecorder.open(empty, Device.cpu()));
    }
}
