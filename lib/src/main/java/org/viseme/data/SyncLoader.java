package org.viseme.data;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.viseme.VisemeException;
import org.viseme.audio.MelConfig;

/** Batches of windows of lips with their sound, several of each clip, see {@link SyncSampling}. */
public final class SyncLoader extends ClipLoader<SyncBatch> {
    private static final MelConfig MEL = MelConfig.wav2lip();
    /** A decibel on the scale of a mel spectrogram. */
    private static final float DECIBEL = (float) (2 * MEL.range() / -MEL.floorDecibels());

    private final SyncSampling sampling;

    private SyncLoader(SyncSampling sampling, LoaderSettings loading, ClipPool pool, long firstStep) {
        super(pool, loading, firstStep);
        this.sampling = sampling;
    }

    /**
     * @param firstStep the number of the batch to begin with: 0, or where a resumed training goes on
     * @throws VisemeException when no clip is long enough, or the stores hold crops of different sizes
     */
    public static SyncLoader open(
            List<WeightedStore> stores, Split split, SyncSampling sampling, LoaderSettings loading, long firstStep) {
        ClipPool pool = new ClipPool(stores, split, sampling.leastFrames(), loading.cacheBytes());
        return new SyncLoader(sampling, loading, pool, firstStep);
    }

    @Override
    SyncBatch build(long step) {
        int size = sampling.clips() * sampling.windows();
        int window = 3 * sampling.frames() * pool().cropSize() * pool().cropSize();
        byte[] faces = new byte[Math.multiplyExact(size, window)];
        float[] mels = new float[size * LipBatch.MEL_BANDS * sampling.melColumns()];
        List<String> names = new ArrayList<>();
        int[] starts = new int[size];
        for (int place = 0; place < sampling.clips(); place++) {
            int first = place * sampling.windows();
            SplittableRandom choices = Sampler.choices(sampling.seed(), step, place);
            pool().take(choices, clip -> {
                int[] drawn = sampling.draw(pool().frames(clip), choices);
                try (LoadedClip loaded = pool().cache().open(clip)) {
                    for (int i = 0; i < drawn.length; i++) {
                        copyFaces(loaded, drawn[i], faces, first + i, choices);
                        copySound(loaded.mel(), drawn[i], mels, first + i, choices);
                    }
                }
                System.arraycopy(drawn, 0, starts, first, drawn.length);
                names.add(pool().id(clip));
            });
        }
        return new SyncBatch(
                step,
                sampling.clips(),
                sampling.windows(),
                sampling.frames(),
                pool().cropSize(),
                faces,
                mels,
                List.copyOf(names),
                starts);
    }

    private void copyFaces(LoadedClip clip, int start, byte[] faces, int place, SplittableRandom choices) {
        PictureChange change = PictureChange.draw(sampling.augmentation(), choices);
        WindowPixels.copy(clip, start, sampling.frames(), 1, pool().cropSize(), change, faces, place);
    }

    private void copySound(StoredMel mel, int start, float[] mels, int place, SplittableRandom choices) {
        int columns = sampling.melColumns();
        int count = LipBatch.MEL_BANDS * columns;
        int offset = place * count;
        mel.copyWindow(sampling.timeline().startColumn(start, ClipMedia.FPS), columns, mels, offset);
        float louder = (float) (sampling.augmentation().loudness() * (2 * choices.nextDouble() - 1) * DECIBEL);
        for (int i = offset; i < offset + count; i++) {
            mels[i] = (float) Math.clamp(mels[i] + louder, -MEL.range(), MEL.range());
        }
    }
}
