package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;
import org.viseme.audio.Features;
import org.viseme.audio.Mfcc;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;
import org.viseme.model.syncnet.SyncNetV2;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

class SyncNetScorerTest {
    private static final int SIZE = SyncNetV2.FACE_SIZE;

    private static NDManager manager;
    private static SyncNetV2 network;

    @BeforeAll
    static void make() {
        manager = Torch.newManager(Device.cpu());
        network = new SyncNetV2();
        network.initialize(manager, 1);
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    private static List<RgbImage> crops(int frames) {
        Random random = new Random(5);
        List<RgbImage> crops = new ArrayList<>();
        for (int frame = 0; frame < frames; frame++) {
            RgbImage crop = RgbImage.black(SIZE, SIZE);
            random.nextBytes(crop.bytes());
            for (int i = 0; i < crop.bytes().length; i += 3) {
                crop.bytes()[i] = (byte) (20 * frame); // red alone says which frame it is
            }
            crops.add(crop);
        }
        return crops;
    }

    private static Features mfcc(int frames) {
        Random random = new Random(6);
        float[] samples = new float[frames * Waveform.SPEECH_RATE / 25];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.1 * random.nextGaussian() * Math.sin(i / 900.0));
        }
        return Mfcc.of(new Waveform(samples, Waveform.SPEECH_RATE));
    }

    @Test
    void aWindowIsFiveFramesBlueFirstAndTheTwentyStepsFromItsFirstFrame() {
        List<RgbImage> crops = crops(9);
        Features mfcc = mfcc(9);
        SyncDistances distances = new SyncNetScorer(network, manager).score(crops, mfcc);
        assertEquals(9 - 5, distances.distances().length);
        int window = 2;
        double right = distances.distances()[window][SyncDistances.REACH];
        assertEquals(right, byDefinition(crops, window, mfcc, window, true), 1e-4 * right);
        assertEquals(
                distances.distances()[window][SyncDistances.REACH - 1],
                byDefinition(crops, window, mfcc, window - 1, true),
                1e-4 * right);
        assertNotEquals(right, byDefinition(crops, window, mfcc, window, false), 2e-4 * right);
        assertNotEquals(right, byDefinition(crops, window + 1, mfcc, window, true), 2e-4 * right);
    }

    /** The distance of a lip window to an audio window, both filled value by value. */
    private static double byDefinition(
            List<RgbImage> crops, int lipWindow, Features mfcc, int audioWindow, boolean blueFirst) {
        float[] lips = new float[3 * 5 * SIZE * SIZE];
        int to = 0;
        for (int channel = 0; channel < 3; channel++) {
            for (int frame = 0; frame < 5; frame++) {
                for (int y = 0; y < SIZE; y++) {
                    for (int x = 0; x < SIZE; x++) {
                        lips[to++] = crops.get(lipWindow + frame).get(x, y, blueFirst ? 2 - channel : channel);
                    }
                }
            }
        }
        float[] sound = new float[13 * 20];
        for (int coefficient = 0; coefficient < 13; coefficient++) {
            for (int step = 0; step < 20; step++) {
                sound[coefficient * 20 + step] = mfcc.at(4 * audioWindow + step, coefficient);
            }
        }
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope off = GradientScope.off()) {
            float[] seen = network.lipEmbedding(scope.manager().create(lips, new Shape(1, 3, 5, SIZE, SIZE)))
                    .toFloatArray();
            float[] heard = network.audioEmbedding(scope.manager().create(sound, new Shape(1, 1, 13, 20)))
                    .toFloatArray();
            double sum = 0;
            for (int i = 0; i < seen.length; i++) {
                sum += Math.pow((double) seen[i] - heard[i], 2);
            }
            return Math.sqrt(sum);
        }
    }

    @Test
    void batchesChangeNothingAndLeaveNoArraysBehind() {
        List<RgbImage> crops = crops(10);
        Features mfcc = mfcc(10);
        int before = NativeScope.liveArrays(manager);
        double[][] whole =
                new SyncNetScorer(network, manager).score(crops, mfcc).distances();
        double[][] parts =
                new SyncNetScorer(network, manager, 2).score(crops, mfcc).distances();
        assertEquals(before, NativeScope.liveArrays(manager));
        assertEquals(5, parts.length);
        for (int window = 0; window < whole.length; window++) {
            assertArrayEquals(whole[window], parts[window], 1e-4 * whole[window][0]);
        }
    }

    @Property(tries = 100)
    void theLastWholeWindowIsDropped(
            @ForAll @IntRange(min = 0, max = 40) int frames, @ForAll @IntRange(min = 400, max = 30_000) int samples) {
        int steps =
                Mfcc.of(new Waveform(new float[samples], Waveform.SPEECH_RATE)).time();
        int heard = samples / 640;
        // steps cannot tell sound that ends within 80 samples of a frame's end from sound that fills the frame
        if (samples % 640 > 640 - 80) {
            heard++;
        }
        assertEquals(Math.max(0, Math.min(frames, heard) - 5), SyncNetScorer.windows(frames, steps));
    }

    @Test
    void everyWindowHasItsSound() {
        for (int steps = 24; steps < 400; steps++) {
            int last = SyncNetScorer.windows(1000, steps) - 1;
            assertTrue(4 * last + 20 <= steps, "window " + last + " in " + steps + " steps");
        }
    }

    @Test
    void aClipWithoutAWindowIsRefusedInOneLine() {
        SyncNetScorer scorer = new SyncNetScorer(network, manager);
        assertThrows(VisemeException.class, () -> scorer.score(crops(5), mfcc(50)));
        VisemeException problem = assertThrows(VisemeException.class, () -> scorer.score(crops(9), mfcc(5)));
        assertTrue(problem.getMessage().contains("9 frames and 19 steps"), problem.getMessage());
    }

    @Test
    void cropsOfAnotherSizeAreRefused() {
        List<RgbImage> small =
                crops(6).stream().map(crop -> crop.resize(96, 96)).toList();
        SyncNetScorer scorer = new SyncNetScorer(network, manager);
        VisemeException problem = assertThrows(VisemeException.class, () -> scorer.score(small, mfcc(6)));
        assertTrue(problem.getMessage().contains("96x96"), problem.getMessage());
    }

    @Test
    void otherFeaturesAndEmptyBatchesAreRefused() {
        SyncNetScorer scorer = new SyncNetScorer(network, manager);
        Features filterBank = new Features(39, 26, new float[39 * 26]);
        assertThrows(IllegalArgumentException.class, () -> scorer.score(crops(9), filterBank));
        assertThrows(IllegalArgumentException.class, () -> new SyncNetScorer(network, manager, 0));
    }
}
