package org.viseme.lipreading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.audio.MelTimeline;
import org.viseme.data.Augmentation;
import org.viseme.data.ClipStore;
import org.viseme.data.HybridBatch;
import org.viseme.data.HybridLoader;
import org.viseme.data.HybridSampling;
import org.viseme.data.LoaderSettings;
import org.viseme.data.Split;
import org.viseme.data.TestClips;
import org.viseme.data.UtteranceBatch;
import org.viseme.data.UtteranceSampling;
import org.viseme.data.WeightedStore;
import org.viseme.model.avhubert.Clips;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

/** In these clips the face's box is the first 16 pixels of the source, and the source is the crop of the mouth. */
class HybridVideoTest {
    private static final int FACE = 16;
    private static final int SIDE = UtteranceBatch.SIZE;
    private static final int MARGIN = 4;

    @TempDir
    static Path folder;

    private static ClipStore store;

    @BeforeAll
    static void prepare() {
        store = TestClips.lipStore(folder.resolve("store"), 2, 1, 3);
    }

    private static HybridBatch batch(boolean flip) {
        UtteranceSampling clips = new UtteranceSampling(3, 1, 100, 4, new Augmentation(flip, 0, 0, 0, 0));
        HybridSampling sampling = new HybridSampling(clips, 0.1, 3, 0, MelTimeline.FRAME_START);
        try (HybridLoader loader = HybridLoader.open(
                List.of(new WeightedStore(store, 1)), Split.TRAIN, sampling, LoaderSettings.defaults(), 0)) {
            return loader.next();
        }
    }

    @Test
    void gradientsReachThePixelsThatTheMouthShowsAndNoOthers() {
        HybridBatch batch = batch(false);
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray drawn = manager.full(new Shape(batch.size(), 3, FACE, FACE), 0.5f);
            drawn.setRequiresGradient(true);
            try (GradientScope gradients = GradientScope.record()) {
                gradients.backward(HybridVideo.of(batch, drawn, manager)
                        .video()
                        .orElseThrow()
                        .sum());
            }
            float[] reached = drawn.getGradient().toFloatArray();
            double[] shares = {0.114, 0.587, 0.299};
            for (int i = 0; i < reached.length; i++) {
                boolean shown = i % FACE >= MARGIN && i / FACE % FACE >= MARGIN;
                double share = shares[i / (FACE * FACE) % 3];
                assertEquals(shown ? share / UtteranceBatch.DEVIATION : 0, reached[i], 1e-4, "pixel " + i);
            }
        }
    }

    @Test
    void realFramesStayAsTheyAreAndShorterClipsEndInZeros() {
        HybridBatch batch = batch(false);
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray black = manager.zeros(new Shape(batch.size(), 3, FACE, FACE));
            Clips real = ClipArrays.of(batch.utterances(), Modality.VIDEO, manager);
            Clips hybrid = HybridVideo.of(batch, black, manager);
            assertEquals(real.padding().isPresent(), hybrid.padding().isPresent());
            float[] before = real.video().orElseThrow().toFloatArray();
            float[] after = hybrid.video().orElseThrow().toFloatArray();
            boolean[] drawn =
                    new boolean[batch.utterances().size() * batch.utterances().frames()];
            Arrays.stream(batch.frames()).forEach(frame -> drawn[frame] = true);
            int edge = FACE - MARGIN;
            for (int i = 0; i < before.length; i++) {
                boolean face = i % SIDE < edge && i / SIDE % SIDE < edge;
                float wanted = drawn[i / (SIDE * SIDE)] && face
                        ? (float) (-UtteranceBatch.MEAN / UtteranceBatch.DEVIATION)
                        : before[i];
                assertEquals(wanted, after[i], 1e-5, "pixel " + i);
            }
        }
    }

    /** Red tells the frame, green the clip, blue rises to the right and is mirrored with the mouth. */
    @Test
    void facesAreThoseOfTheDrawnFrames() {
        int mirrored = 0;
        HybridBatch batch = batch(true);
        int plane = FACE * FACE;
        int frames = batch.utterances().frames();
        for (int i = 0; i < batch.size(); i++) {
            int frame = batch.frames()[i] % frames;
            assertTrue(frame < batch.utterances().lengths()[batch.frames()[i] / frames]);
            assertEquals(frame * 8, batch.targets()[(3 * i + 2) * plane + 40] & 0xff, 6, "red");
            int reference = Math.round((batch.references()[(3 * i + 2) * plane + 40] & 0xff) / 8f);
            assertTrue(reference != frame, "the reference shows the frame itself");
            boolean turned = (batch.targets()[3 * i * plane] & 0xff) > (batch.targets()[3 * i * plane + 15] & 0xff);
            mirrored += turned ? 1 : 0;
            float[] map = Arrays.copyOfRange(batch.toFace(), 6 * i, 6 * i + 6);
            // a mirrored mouth of 88 pixels shows columns 4 to 92, and the face lies mirrored in its 16
            float[] wanted = turned ? new float[] {1, 0, 16 - 92, 0, 1, 4} : new float[] {1, 0, 4, 0, 1, 4};
            assertArrayEquals(wanted, map, 1e-5f);
        }
        assertTrue(mirrored > 0 && mirrored < batch.size(), mirrored + " mirrored");
    }

    @Test
    void theFirstFrameIsTheReferenceOfAllRunsButItsOwn() {
        // long enough that two runs leave something out
        ClipStore longer = TestClips.lipStore(folder.resolve("longer"), 4, 4, 4);
        UtteranceSampling clips = new UtteranceSampling(3, 1, 100, 4, new Augmentation(false, 0, 0, 0, 0));
        HybridSampling sampling = new HybridSampling(clips, 0.1, 3, 1, MelTimeline.FRAME_START);
        int plane = FACE * FACE;
        int own = 0;
        try (HybridLoader loader = HybridLoader.open(
                List.of(new WeightedStore(longer, 1)), Split.TRAIN, sampling, LoaderSettings.defaults(), 0)) {
            for (int step = 0; step < 20; step++) {
                HybridBatch batch = loader.next();
                int frames = batch.utterances().frames();
                boolean firstRun = false;
                for (int i = 0; i < batch.size(); i++) {
                    int frame = batch.frames()[i] % frames;
                    boolean goesOn = i > 0 && batch.frames()[i - 1] == batch.frames()[i] - 1;
                    firstRun = frame == 0 || firstRun && goesOn;
                    own += frame == 0 ? 1 : 0;
                    int reference = Math.round((batch.references()[(3 * i + 2) * plane + 40] & 0xff) / 8f);
                    assertEquals(firstRun, reference != 0, "frame " + frame + " with reference " + reference);
                    assertTrue(reference != frame, "the reference shows the frame itself");
                }
            }
        }
        assertTrue(own > 0, "no run at the beginning");
    }

    @Test
    void batchesDependNeitherOnThreadsNorOnTheBeginning() {
        UtteranceSampling clips = new UtteranceSampling(2, 2, 100, 4, new Augmentation(true, 0, 4, 0, 0));
        HybridSampling sampling = new HybridSampling(clips, 0.2, 3, 0.5, MelTimeline.FRAME_START);
        List<WeightedStore> stores = List.of(new WeightedStore(store, 1));
        LoaderSettings many = LoaderSettings.defaults().withWorkers(3).withCacheBytes(0);
        try (HybridLoader one = HybridLoader.open(stores, Split.TRAIN, sampling, LoaderSettings.defaults(), 0);
                HybridLoader later = HybridLoader.open(stores, Split.TRAIN, sampling, many, 2)) {
            one.next();
            one.next();
            for (int i = 0; i < 3; i++) {
                HybridBatch a = one.next();
                HybridBatch b = later.next();
                assertArrayEquals(a.frames(), b.frames());
                assertArrayEquals(a.targets(), b.targets());
                assertArrayEquals(a.references(), b.references());
                assertArrayEquals(a.mels(), b.mels());
                assertArrayEquals(a.toFace(), b.toFace());
                assertArrayEquals(a.utterances().mouths(), b.utterances().mouths());
            }
        }
    }
}
