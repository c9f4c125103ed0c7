package org.viseme.data;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Batches of single faces with their classes, see {@link FaceSampling}. */
public final class FaceLoader extends ClipLoader<FaceBatch> {
    private static final int TURNS = 4;

    private final FaceSampling sampling;
    private final FaceClasses classes;

    private FaceLoader(
            FaceSampling sampling, FaceClasses classes, LoaderSettings loading, ClipPool pool, long firstStep) {
        super(pool, loading, firstStep);
        this.sampling = sampling;
        this.classes = classes;
    }

    /**
     * @param classes of the clips of that split
     * @param firstStep the number of the batch to begin with: 0, or where a resumed training goes on
     * @throws org.viseme.VisemeException when there is no clip, or the stores hold crops of different sizes
     */
    public static FaceLoader open(
            List<WeightedStore> stores,
            Split split,
            FaceClasses classes,
            FaceSampling sampling,
            LoaderSettings loading,
            long firstStep) {
        ClipPool pool = new ClipPool(stores, split, 1, loading.cacheBytes());
        return new FaceLoader(sampling, classes, loading, pool, firstStep);
    }

    @Override
    FaceBatch build(long step) {
        int size = sampling.batch();
        int edge = pool().cropSize();
        byte[] faces = new byte[Math.multiplyExact(size, 3 * edge * edge)];
        long[] speakers = new long[size];
        long[] words = new long[size];
        long[] turns = new long[size];
        for (int i = 0; i < size; i++) {
            int place = i;
            SplittableRandom choices = Sampler.choices(sampling.seed(), step, place);
            pool().take(choices, clip -> {
                int frame = choices.nextInt(pool().frames(clip));
                PictureChange change = PictureChange.draw(sampling.augmentation(), choices);
                turns[place] = choices.nextInt(TURNS);
                int offset = place * 3 * edge * edge;
                try (LoadedClip loaded = pool().cache().open(clip)) {
                    loaded.copyFrame(frame, faces, offset);
                }
                change.apply(faces, offset, edge);
                for (int turn = 0; turn < turns[place]; turn++) {
                    turn(faces, offset, edge);
                }
                ClipEntry entry = pool().cache().slots().get(clip).clip();
                speakers[place] = classes.speaker(entry);
                words[place] = classes.word(entry, frame);
            });
        }
        return new FaceBatch(step, edge, faces, speakers, words, turns);
    }

    /** A quarter turn, anticlockwise: what was at the right is at the top. */
    private static void turn(byte[] planes, int offset, int edge) {
        byte[] before = Arrays.copyOfRange(planes, offset, offset + 3 * edge * edge);
        for (int i = 0; i < before.length; i++) {
            int plane = i / (edge * edge) * edge * edge;
            int row = i / edge % edge;
            int column = i % edge;
            planes[offset + i] = before[plane + column * edge + edge - 1 - row];
        }
    }
}
