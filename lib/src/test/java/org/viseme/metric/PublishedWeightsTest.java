package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.Shared;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;
import org.viseme.checkpoint.TensorData;
import org.viseme.model.perceptual.InceptionV3;
import org.viseme.model.perceptual.Lpips;
import org.viseme.model.perceptual.SqueezeNet;
import org.viseme.torch.Torch;

class PublishedWeightsTest {
    private static final String LINEAR = "squeeze.pth";
    private static final String BACKBONE = "squeezenet1_1-b8a52dc0.pth";

    private final NDManager manager = Torch.newManager(Device.cpu());

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        manager.close();
    }

    private Lpips drawn() {
        Lpips network = new Lpips(new SqueezeNet());
        network.initialize(manager, 7);
        return network;
    }

    private void save(StateDict state, String name) {
        new Checkpoint(state).savePth(folder.resolve(name));
    }

    private static StateDict withClassifier(Lpips network) {
        return NetworkState.copyOf(network.backbone().state())
                .put("classifier.1.bias", TensorData.of(new float[1000], 1000));
    }

    @Test
    void whatIsMissingIsNamedInOneLineWithItsSourceAndItsPlace() {
        for (PublishedWeights<?> weights : PublishedWeights.all()) {
            String line = weights.missing(folder).orElseThrow();
            assertTrue(line.startsWith(weights.title() + " is left out: "), line);
            assertTrue(line.endsWith(folder.toString()), line);
            assertEquals(1, line.lines().count());
            for (PublishedWeights.WeightFile file : weights.files()) {
                assertTrue(line.contains(file.name()) && line.contains(file.url()), line);
                assertFalse(file.publisher().isBlank());
            }
            assertTrue(weights.load(folder, manager).isEmpty());
        }
        assertTrue(PublishedWeights.folder().endsWith(Path.of("data", "models", "published")));
    }

    @Test
    void onlyTheAbsentFileIsNamed() {
        save(withClassifier(drawn()), BACKBONE);
        assertEquals(
                "LPIPS (SqueezeNet) is left out: squeeze.pth not found; its authors publish it at "
                        + "https://github.com/richzhang/PerceptualSimilarity/raw/master/lpips/weights/v0.1/squeeze.pth"
                        + "; put it into " + folder,
                PublishedWeights.LPIPS_SQUEEZE.missing(folder).orElseThrow());
    }

    @Test
    void backboneAndLinearLayersLoadFrozenAndTheClassifierIsIgnored() {
        Lpips network = drawn();
        save(withClassifier(network), BACKBONE);
        save(NetworkState.copyOf(network.linearState()), LINEAR);
        assertTrue(PublishedWeights.LPIPS_SQUEEZE.missing(folder).isEmpty());
        Lpips loaded = PublishedWeights.LPIPS_SQUEEZE.load(folder, manager).orElseThrow();
        assertEquals(NetworkState.copyOf(network.state()), NetworkState.copyOf(loaded.state()));
        loaded.weights().forEach((name, array) -> assertFalse(array.hasGradient(), name));
    }

    @Test
    void damagedAndForeignFilesAreErrorsThatNameThem() throws IOException {
        Lpips network = drawn();
        save(withClassifier(network), BACKBONE);
        Files.writeString(folder.resolve(LINEAR), "<html>not found</html>");
        VisemeException damaged =
                assertThrows(VisemeException.class, () -> PublishedWeights.LPIPS_SQUEEZE.load(folder, manager));
        assertTrue(damaged.getMessage().contains(LINEAR), damaged.getMessage());
        save(NetworkState.copyOf(network.linearState()), LINEAR);
        StateDict incomplete = new StateDict();
        withClassifier(network).asMap().forEach((name, tensor) -> {
            if (!name.startsWith("features.12")) {
                incomplete.put(name, tensor);
            }
        });
        save(incomplete, BACKBONE);
        VisemeException foreign =
                assertThrows(VisemeException.class, () -> PublishedWeights.LPIPS_SQUEEZE.load(folder, manager));
        assertTrue(foreign.getMessage().contains(BACKBONE), foreign.getMessage());
        assertTrue(foreign.getMessage().contains("features.12.squeeze.weight"), foreign.getMessage());
    }

    @Test
    void inceptionLoadsWithoutCountsOfBatches() {
        InceptionV3 network = new InceptionV3();
        network.initialize(manager, 3);
        StateDict old = new StateDict();
        NetworkState.copyOf(network.state()).asMap().forEach((name, tensor) -> {
            if (!name.endsWith("num_batches_tracked")) {
                old.put(name, tensor);
            }
        });
        save(old, "pt_inception-2015-12-05-6726825d.pth");
        InceptionV3 loaded =
                PublishedWeights.FID_INCEPTION.load(folder, manager).orElseThrow();
        for (String name : new String[] {"Conv2d_1a_3x3.conv.weight", "Mixed_7c.branch_pool.bn.running_var"}) {
            assertArrayEquals(
                    network.state().get(name).toFloatArray(),
                    loaded.state().get(name).toFloatArray());
        }
    }

    @Test
    void thePublishedLinearLayersAreReadFromTheirOwnFiles() {
        for (var entry : Map.of("alex", new long[] {1, 384, 1, 1}, "vgg", new long[] {1, 256, 1, 1})
                .entrySet()) {
            Path file = Shared.require("parity/weights/" + entry.getKey() + ".pth");
            StateDict state = Checkpoint.read(file).state();
            assertEquals(5, state.size());
            assertArrayEquals(entry.getValue(), state.get("lin2.model.1.weight").shape());
        }
    }
}
