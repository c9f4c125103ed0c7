package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.EvaluationSet;
import org.viseme.data.Split;
import org.viseme.data.TestClips;
import org.viseme.metric.PerceptualNetwork;
import org.viseme.model.perceptual.FeatureConfig;
import org.viseme.model.perceptual.FeatureNetwork;
import org.viseme.model.perceptual.FeatureNetworkCheckpoint;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.torch.Torch;
import tech.tablesaw.api.Table;

class PerceptualComparisonTest {
    @Test
    void aRowAModelUnderTheNameOfTheDistance(@TempDir Path folder) {
        Path expert = folder.resolve("expert.safetensors");
        Path features = folder.resolve("eyes.safetensors");
        Map<String, Path> models = new LinkedHashMap<>();
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            SyncExpert listener = new SyncExpert(new SyncExpertConfig(SyncExpertConfig.Blocks.STABLE, 4, 5, 32));
            listener.initialize(manager, 5);
            SyncExpertCheckpoint.of(listener, 0.5).save(expert);
            FeatureNetwork eyes = new FeatureNetwork(new FeatureConfig(2, 0, 0));
            eyes.initialize(manager, 1);
            FeatureNetworkCheckpoint.of(eyes).save(features);
            for (String name : List.of("a", "b")) {
                Wav2Lip network = new Wav2Lip(new Wav2LipConfig(1));
                network.initialize(manager, name.hashCode());
                models.put(name, folder.resolve(name + ".safetensors"));
                Wav2LipCheckpoint.of(network, new Wav2LipConfig(1)).save(models.get(name));
            }
        }
        EvaluationSet set = HeldOutReport.set(TestClips.trainingStore(folder.resolve("store")), Split.VAL, 2);
        PerceptualComparison both =
                PerceptualComparison.of(models, set, expert, PerceptualNetwork.features(features), Device.cpu());
        Table table = both.table();
        assertEquals(2, table.rowCount());
        assertEquals("features(eyes.safetensors)", table.column(4).name());
        both.models().forEach(model -> {
            assertTrue(model.perceptual() > 0);
            assertTrue(model.report().ssim() < 1);
        });
        assertEquals(
                List.of("b"),
                both.only(List.of("b")).models().stream()
                        .map(PerceptualComparison.Figures::model)
                        .toList());
    }
}
