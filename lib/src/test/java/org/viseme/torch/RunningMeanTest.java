package org.viseme.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunningMeanTest {
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void eachMeanIsOverItsOwnValuesSinceItWasLastTaken() {
        try (RunningMean mean = new RunningMean(manager)) {
            assertEquals(Map.of(), mean.take());
            for (int i = 1; i <= 4; i++) {
                mean.add("loss", manager.create((float) i));
                if (i % 2 == 0) {
                    mean.add("sync", manager.create(10f * i));
                }
            }
            Map<String, Double> means = mean.take();
            assertEquals(Map.of("loss", 2.5, "sync", 30.0), means);
            assertEquals(List.of("loss", "sync"), List.copyOf(means.keySet()));
            mean.add("sync", TorchOps.cast(manager.create(7f), Precision.BF16));
            assertEquals(Map.of("sync", 7.0), mean.take());
        }
    }

    @Test
    void aLossLeavesNoGraphAndNoArrayBehind() {
        NDArray weight = manager.create(3f);
        weight.setRequiresGradient(true);
        try (RunningMean mean = new RunningMean(manager)) {
            int live = 0;
            for (int i = 0; i < 20; i++) {
                try (NativeScope scope = NativeScope.under(manager);
                        GradientScope gradients = GradientScope.record()) {
                    NDArray loss = scope.own(weight.mul(weight));
                    mean.add("loss", loss);
                    gradients.backward(loss);
                }
                live = i == 5 ? NativeScope.liveArrays(manager) : live;
            }
            assertEquals(live, NativeScope.liveArrays(manager));
            assertEquals(Map.of("loss", 9.0), mean.take());
        }
    }
}
