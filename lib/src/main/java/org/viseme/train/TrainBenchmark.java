package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.viseme.data.BatchLoader;
import org.viseme.data.LipBatch;
import org.viseme.data.LoaderSettings;
import org.viseme.data.SamplerSettings;
import org.viseme.data.Split;
import org.viseme.data.WeightedStore;
import org.viseme.loss.L1;
import org.viseme.loss.Region;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.Pass;
import org.viseme.torch.FusedAdam;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;

/** How fast training steps consume images, and how fast the loader delivers them. */
public final class TrainBenchmark {
    private TrainBenchmark() {}

    /**
     * Images a second that training steps of the Wav2Lip generator consume when batches cost nothing: forward, L1,
     * backward, Adam.
     *
     * @param batch what is trained on again and again
     */
    public static double step(Wav2LipConfig config, LipBatch batch, Device device, Precision precision, int steps) {
        Pass pass = Pass.TRAINING.withPrecision(precision);
        try (NDManager manager = Torch.newManager(device)) {
            Wav2Lip network = new Wav2Lip(config);
            network.initialize(manager, 1);
            try (FusedAdam adam = new FusedAdam(manager, network.weights(), FusedAdam.Settings.defaults())) {
                long begin = 0;
                int warmUp = 3;
                for (int i = -warmUp; i < steps; i++) {
                    if (i == 0) {
                        waitForDevice(adam);
                        begin = System.nanoTime();
                    }
                    try (NativeScope scope = NativeScope.under(manager);
                            GradientScope gradients = GradientScope.record()) {
                        LipArrays arrays = LipArrays.of(batch, scope.manager());
                        gradients.backward(L1.mean(
                                network.forward(new NDList(arrays.mel(), arrays.faces()), pass)
                                        .singletonOrThrow(),
                                arrays.target(),
                                Region.WHOLE));
                        adam.step(1e-4);
                    }
                }
                waitForDevice(adam);
                return steps * batch.size() / ((System.nanoTime() - begin) / 1e9);
            }
        }
    }

    private static void waitForDevice(FusedAdam adam) {
        adam.skipped();
    }

    /**
     * Images a second that the loader delivers with one worker.
     *
     * @param cacheBytes for decoded crops; 0 measures decoding
     */
    public static double loader(List<WeightedStore> data, int batch, int batches, long cacheBytes) {
        LoaderSettings loading = LoaderSettings.defaults().withWorkers(1).withCacheBytes(cacheBytes);
        try (BatchLoader loader = BatchLoader.open(data, Split.TRAIN, SamplerSettings.of(batch, 1), loading, 0)) {
            loader.next();
            long begin = System.nanoTime();
            for (int i = 0; i < batches; i++) {
                loader.next();
            }
            return batches * batch / ((System.nanoTime() - begin) / 1e9);
        }
    }
}
