package org.viseme.dub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.viseme.audio.Features;
import org.viseme.audio.LogFilterBank;
import org.viseme.dub.LipSynthesizer.Request;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;
import org.viseme.model.talklip.TalkLip;
import org.viseme.model.talklip.TalkLipCheckpoint;
import org.viseme.model.talklip.TalkLipConfig;
import org.viseme.model.talklip.TalkLipConfig.Hearing;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

class TalkLipSynthesizerTest {
    private static final RgbImage BLACK = RgbImage.black(96, 96);

    @TempDir
    private Path folder;

    private static Waveform sound(double seconds) {
        float[] samples = new float[(int) (seconds * Waveform.SPEECH_RATE)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.3 * Math.sin(0.05 * i + 1e-7 * i * i));
        }
        return new Waveform(samples, Waveform.SPEECH_RATE);
    }

    private Path saved(TalkLip network) {
        Path file = folder.resolve("model.safetensors");
        TalkLipCheckpoint.of(network).save(file);
        return file;
    }

    /** Random weights as they are first made would let speech fade away on its long way to the picture. */
    private static TalkLip made(Hearing hearing, NDManager manager) {
        TalkLip network = new TalkLip(TalkLipConfig.localTiny().withHearing(hearing));
        network.initialize(manager, 1);
        network.weights().forEach((name, array) -> {
            if (array.getShape().dimension() == 4) {
                TorchOps.assign(array, TorchOps.scale(array, 2.4));
            }
        });
        return network;
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSaidAndTheFaceBothCount(Hearing hearing) {
        Path file;
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            file = saved(made(hearing, manager));
        }
        RgbImage white = RgbImage.black(96, 96);
        Arrays.fill(white.bytes(), (byte) 255);
        try (LipSynthesizer synthesizer = Synthesizers.open(file.toString(), "cpu")) {
            assertEquals(Reference.FIRST, synthesizer.reference());
            assertEquals("model.safetensors", synthesizer.name());
            LipSynthesizer.Speech speech = synthesizer.listen(sound(1.5));
            List<RgbImage> faces = synthesizer.speak(
                    speech,
                    List.of(
                            new Request(0.2, BLACK, BLACK),
                            new Request(1.2, BLACK, BLACK),
                            new Request(0.2, white, white)));
            assertEquals(3, faces.size());
            assertFalse(Arrays.equals(faces.get(0).bytes(), faces.get(1).bytes()), "the same at another time");
            assertFalse(Arrays.equals(faces.get(0).bytes(), faces.get(2).bytes()), "the same of another face");
        }
    }

    @Test
    void aFrameIsDrawnFromItsOwnPlaceInTheWholeUtterance() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            TalkLip network = made(Hearing.GLOBAL, manager);
            Waveform sound = sound(1);
            try (LipSynthesizer synthesizer = Synthesizers.open(saved(network).toString(), "cpu")) {
                List<RgbImage> drawn = speakAt(synthesizer, sound, 0, 7 / 25.0, 24 / 25.0, 1.7);
                assertTrue(
                        difference(drawn.get(0), drawn.get(1)) > 3, "frames that differ by less than their rounding");
                List<float[]> expected = heard(network, sound, 0, 25, 0, 7, 24);
                for (int i = 0; i < expected.size(); i++) {
                    assertDrawn(expected.get(i), drawn.get(i));
                }
                assertEquals(0, difference(drawn.get(2), drawn.get(3)), "behind its end a speech lasts on");
            }
        }
    }

    @Test
    void aLongSpeechIsHeardInOverlappingWindows() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            TalkLip network = made(Hearing.GLOBAL, manager);
            Waveform sound = sound(40);
            try (LipSynthesizer synthesizer = Synthesizers.open(saved(network).toString(), "cpu")) {
                // of 1000 frames 750 are heard together: the first window tells of 625, the second begins with 250
                List<RgbImage> drawn = speakAt(synthesizer, sound, 600 / 25.0, 624 / 25.0, 625 / 25.0, 999 / 25.0);
                List<float[]> expected = new ArrayList<>(heard(network, sound, 0, 750, 600, 624));
                expected.addAll(heard(network, sound, 250, 750, 625 - 250, 999 - 250));
                for (int i = 0; i < drawn.size(); i++) {
                    assertDrawn(expected.get(i), drawn.get(i));
                }
                assertTrue(
                        difference(drawn.get(0), drawn.get(3)) > 3, "frames that differ by less than their rounding");
            }
        }
    }

    private static List<RgbImage> speakAt(LipSynthesizer synthesizer, Waveform sound, double... seconds) {
        return synthesizer.speak(
                synthesizer.listen(sound),
                Arrays.stream(seconds)
                        .mapToObj(time -> new Request(time, BLACK, BLACK))
                        .toList());
    }

    /** Black faces as the network itself draws them at some rows of a part of the sound. */
    private static List<float[]> heard(TalkLip network, Waveform sound, int from, int length, long... rows) {
        Features features = LogFilterBank.avHubert(sound).normalised();
        NDManager manager = network.state().values().iterator().next().getManager();
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope off = GradientScope.off()) {
            NDManager arrays = scope.manager();
            NDArray part = Torch.create(
                    arrays,
                    FloatBuffer.wrap(features.window(from, length)),
                    new Shape(1, length, features.width()),
                    DataType.FLOAT32);
            NDArray indices = Torch.create(arrays, LongBuffer.wrap(rows), new Shape(rows.length), DataType.INT64);
            NDArray speech =
                    network.hear(new SequenceBatch(part), Pass.INFERENCE).positions(indices);
            NDArray black = arrays.zeros(new Shape(rows.length, 6, 96, 96));
            NDArray drawn = network.draw(speech, black, Pass.INFERENCE);
            List<float[]> faces = new ArrayList<>();
            for (int i = 0; i < rows.length; i++) {
                faces.add(drawn.get(i).toFloatArray());
            }
            return faces;
        }
    }

    private static void assertDrawn(float[] expected, RgbImage picture) {
        ByteBuffer planes = ByteBuffer.allocate(expected.length);
        picture.putPlanesBlueFirst(planes);
        float[] actual = new float[expected.length];
        for (int i = 0; i < actual.length; i++) {
            actual[i] = (planes.get(i) & 0xff) / 255f;
        }
        assertArrayEquals(expected, actual, 0.51f / 255);
    }

    private static int difference(RgbImage one, RgbImage other) {
        int worst = 0;
        for (int i = 0; i < one.bytes().length; i++) {
            worst = Math.max(worst, Math.abs((one.bytes()[i] & 0xff) - (other.bytes()[i] & 0xff)));
        }
        return worst;
    }

    @Property
    void windowsTellOfEachFrameOnceAndKnowWhatIsAroundIt(
            @ForAll @IntRange(min = 1, max = 400) int frames, @ForAll @IntRange(max = 14) int margin) {
        int length = 30;
        int next = 0;
        for (ListeningWindow window : ListeningWindow.over(frames, length, margin)) {
            assertEquals(next, window.keptFrom());
            assertTrue(window.keptTo() > next);
            assertTrue(window.frames() <= length);
            assertTrue(window.from() == 0 || window.keptFrom() - window.from() >= margin);
            assertTrue(window.to() == frames || window.to() - window.keptTo() >= margin);
            next = window.keptTo();
        }
        assertEquals(frames, next);
    }
}
