package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.viseme.audio.Mel;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

/** What is embedded, and which window of sound belongs to which window of lips, with an expert that knows nothing yet. */
class SyncEmbedderTest {
    private static final int SIZE = SyncExpertConfig.FACE_SIZE;
    private static final int FRAMES = 40;
    private static final SyncExpertConfig SMALL = new SyncExpertConfig(SyncExpertConfig.Blocks.STABLE, 8, 5, 64);

    private NDManager manager;
    private SyncExpert network;

    @BeforeEach
    void build() {
        manager = Torch.newManager(Device.cpu());
        network = new SyncExpert(SMALL);
        network.initialize(manager, 3);
        network.setTrainable(false);
    }

    @AfterEach
    void free() {
        manager.close();
    }

    /** Pictures of noise, each another one. */
    static List<RgbImage> faces(int count) {
        Random random = new Random(5);
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    byte[] bytes = new byte[3 * SIZE * SIZE];
                    random.nextBytes(bytes);
                    return new RgbImage(SIZE, SIZE, bytes);
                })
                .toList();
    }

    /** Noise that grows louder and softer. */
    static Waveform sound(double seconds) {
        Random random = new Random(6);
        float[] samples = new float[(int) Math.round(seconds * Waveform.SPEECH_RATE)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.1 * random.nextGaussian() * (1.2 + Math.sin(i / 900.0) + Math.sin(i / 2100.0)));
        }
        return new Waveform(samples, Waveform.SPEECH_RATE);
    }

    private static Mel mel(Waveform sound) {
        return MelSpectrogram.of(MelConfig.wav2lip()).compute(sound);
    }

    private SyncEmbeddings embed(List<RgbImage> faces, Waveform sound, double first, int reach) {
        SyncEmbedder embedder = new SyncEmbedder(network, manager);
        faces.forEach(embedder::frame);
        return embedder.with(mel(sound), first, reach);
    }

    /** A window is five frames from its own on: blue, green, red, in 0..1, whatever batch it came in. */
    @Test
    void everyWindowIsEmbeddedAsItIsAlone() {
        List<RgbImage> faces = faces(FRAMES);
        Mel mel = mel(sound(3));
        SyncEmbedder embedder = new SyncEmbedder(network, manager);
        faces.forEach(embedder::frame);
        SyncEmbeddings all = embedder.with(mel, 0.6, 2);
        assertEquals(FRAMES - SMALL.frames() + 1, all.windows());
        for (int window : new int[] {0, 31, 32, 35}) {
            FloatBuffer pixels = FloatBuffer.allocate(3 * SMALL.frames() * SIZE * SIZE);
            for (int channel = 2; channel >= 0; channel--) {
                for (RgbImage face : faces.subList(window, window + SMALL.frames())) {
                    for (int i = 0; i < SIZE * SIZE; i++) {
                        pixels.put((face.bytes()[3 * i + channel] & 0xff) / 255f);
                    }
                }
            }
            float[] heard = mel.window((int) Math.floor(80 * 0.6 + 3.2 * window + 1e-6), SMALL.melColumns());
            try (GradientScope off = GradientScope.off()) {
                NDArray seen = Torch.create(
                        manager, pixels.flip(), new Shape(1, 3, SMALL.frames(), SIZE, SIZE), DataType.FLOAT32);
                NDArray sound = Torch.create(
                        manager, FloatBuffer.wrap(heard), new Shape(1, 1, 80, SMALL.melColumns()), DataType.FLOAT32);
                assertArrayEquals(network.lips(seen, Pass.INFERENCE).toFloatArray(), all.lips()[window], 1e-5f);
                assertArrayEquals(
                        network.speech(sound, Pass.INFERENCE).toFloatArray(), all.speech()[window + 2], 1e-5f);
            }
        }
    }

    /** Windows are asked for frame by frame: 16 of the 80 columns a second, and one column more than time. */
    @Test
    void windowsWithoutEnoughSoundAreLeftOut() {
        double seconds = 1.0;
        SyncEmbeddings embeddings = embed(faces(FRAMES), sound(seconds), 0.1, 15);
        for (int frame = -15; frame < embeddings.windows() + 15; frame++) {
            int start = (int) Math.floor(80 * (0.1 + frame / 25.0) + 1e-6);
            boolean fits = start >= 0 && start + 16 <= 81;
            assertEquals(!fits, Double.isNaN(embeddings.similarity(0, frame)), "frame " + frame);
        }
    }

    @Test
    void nothingStaysInNativeMemory() {
        int before = NativeScope.liveArrays(manager);
        embed(faces(FRAMES), sound(3), 0.6, 15);
        assertEquals(before, NativeScope.liveArrays(manager));
    }

    @Test
    void clipShorterThanAWindowHasNone() {
        SyncEmbeddings embeddings = embed(faces(SMALL.frames() - 1), sound(2), 0.6, 15);
        assertEquals(0, embeddings.windows());
        assertEquals(0, embeddings.curve().confidence());
    }

    /** A mean of similarities over the windows that have sound, written down once more. */
    @Test
    void curveIsTheMeanOverTheWindowsThatHaveSound() {
        float[][] lips = {{1, 0}, {0, 1}, {0.6f, 0.8f}};
        float[][] speech = {null, {1, 0}, {0, 1}, {0.6f, 0.8f}, null};
        SyncEmbeddings embeddings = new SyncEmbeddings(lips, speech, 1);
        // Early by one frame: lips 1 and 2 against sounds 0 and 1; in step: all three; late by one: lips 0 and 1.
        assertArrayEquals(
                new double[] {(0 + 0.8) / 2, (1 + 1 + 1) / 3.0, (0 + 0.8) / 2},
                embeddings.curve().similarity(),
                1e-6);
        float[][] late = {null, null, {1, 0}, {0, 1}, {0.6f, 0.8f}};
        assertEquals(1, new SyncEmbeddings(lips, late, 1).curve().offset());
    }
}
