package org.viseme.train;

import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.viseme.data.BatchLoader;
import org.viseme.data.LipBatch;
import org.viseme.data.LoaderSettings;
import org.viseme.data.SamplerSettings;
import org.viseme.data.Split;
import org.viseme.data.WeightedStore;
import org.viseme.model.wav2lip.Wav2LipConfig;

/** Where a benchmark's batches come from: stores, or noise, which needs no loader. */
final class BenchmarkBatches implements AutoCloseable {
    private final Supplier<LipBatch> source;
    private final Runnable end;

    private BenchmarkBatches(Supplier<LipBatch> source, Runnable end) {
        this.source = source;
        this.end = end;
    }

    /** @param data empty for noise */
    static BenchmarkBatches open(List<WeightedStore> data, LipSampling sampling, LoaderSettings loading) {
        if (data.isEmpty()) {
            LipBatch noise = noise(sampling);
            return new BenchmarkBatches(() -> noise, () -> {});
        }
        SamplerSettings settings = SamplerSettings.of(sampling.batch(), 1).withFrames(sampling.frames());
        BatchLoader loader = BatchLoader.open(data, Split.TRAIN, settings, loading, 0);
        return new BenchmarkBatches(loader::next, loader::close);
    }

    private static LipBatch noise(LipSampling sampling) {
        int images = sampling.images();
        int size = Wav2LipConfig.FACE_SIZE;
        byte[] pictures = new byte[images * 3 * size * size];
        float[] mels = new float[images * LipBatch.MEL_BANDS * LipBatch.MEL_COLUMNS];
        Random random = new Random(1);
        random.nextBytes(pictures);
        for (int i = 0; i < mels.length; i++) {
            mels[i] = 8 * random.nextFloat() - 4;
        }
        int[] none = new int[sampling.batch()];
        return new LipBatch(
                0, sampling.batch(), sampling.frames(), size, pictures, pictures, mels, List.of(), none, none);
    }

    LipBatch next() {
        return source.get();
    }

    @Override
    public void close() {
        end.run();
    }
}
