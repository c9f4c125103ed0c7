package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.Augmentation;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.FrameSpans;
import org.viseme.data.Split;
import org.viseme.data.TestClips;
import org.viseme.data.Utterance;
import org.viseme.data.UtteranceBatch;
import org.viseme.data.UtteranceSampling;
import org.viseme.data.WeightedStore;
import org.viseme.lipreading.Modality;
import org.viseme.nn.DropoutRates;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;

class PretrainingTest {
    @TempDir
    static Path folder;

    private static ClipStore store;

    @BeforeAll
    static void prepare() {
        Torch.setThreads(1);
        store = TestClips.lipStore(folder.resolve("store"), 2, 3, 2, 3, 3, 2, 3, 2);
    }

    private static PretrainingRecipe recipe(int steps) {
        return new PretrainingRecipe(
                LipReadingTrainingTest.network(DropoutRates.NONE).encoder(),
                List.of(5, 6),
                1,
                1000,
                new UtteranceSampling(3, 2, 100, 3, Augmentation.none()),
                new Masking(0.4, 3, 0.3, 2),
                0.1,
                1,
                0.5,
                new Optimization(steps, new Schedule(2e-3, 5, 0.3), 0.9, 0.01, 1, 1, 0.9, Precision.FP32, 3),
                new Measurements(0, 20, 10, 0));
    }

    private static PretrainingReport train(Path run, boolean resume, ProgressLine.Listener listener) {
        return new Pretraining(recipe(20), List.of(new WeightedStore(store, 1)), run)
                .run(Device.cpu(), resume, listener);
    }

    private static List<String> curve(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.csv")).stream()
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .toList();
    }

    @Test
    void iterationsGoOnWhereTheyStopped() throws IOException {
        Path whole = folder.resolve("whole");
        PretrainingReport report = train(whole, false, ProgressLine.Listener.silent());
        assertEquals(2, report.iteration());
        assertTrue(report.chance() > 0.1 && report.chance() <= 1, report.toString());
        Path stopped = folder.resolve("stopped");
        Thread loop = Thread.currentThread();
        train(stopped, false, (share, line) -> loop.interrupt());
        assertTrue(Files.notExists(stopped.resolve("iteration-2")), "it was not stopped");
        Thread.interrupted();
        train(stopped, true, ProgressLine.Listener.silent());
        for (String iteration : List.of("iteration-1", "iteration-2")) {
            assertEquals(
                    Files.readAllLines(whole.resolve(iteration).resolve("targets.csv")),
                    Files.readAllLines(stopped.resolve(iteration).resolve("targets.csv")));
            List<String> expected = curve(whole.resolve(iteration));
            List<String> resumed = curve(stopped.resolve(iteration));
            assertEquals(expected.size(), resumed.size());
            for (int line = 1; line < expected.size(); line++) {
                double[] a = numbers(expected.get(line));
                double[] b = numbers(resumed.get(line));
                assertArrayEquals(a, b, 1e-5, expected.get(line));
            }
        }
        lookTellsWhatIsMeasured(whole, report);
        // what comes out is what a reader begins with
        LipReadingRecipe reading =
                LipReadingTrainingTest.recipe(1, Modality.VIDEO, new Curriculum(0, 0, 1, 0), DropoutRates.NONE);
        Path reader = folder.resolve("reader");
        Path start = whole.resolve("iteration-2/last.safetensors");
        new LipReadingTraining(reading, List.of(new WeightedStore(store, 1)), reader)
                .startingFrom(start)
                .run(Device.cpu(), false, ProgressLine.Listener.silent());
        String name = "feature_extractor_video.proj.weight";
        assertEquals(
                Checkpoint.read(start).state().get(name),
                Checkpoint.read(reader.resolve("last.safetensors")).state().get("reader.encoder.w2v_model." + name));
    }

    /** Hidden frames of the held-out clips, counted by hand: measurements hide those of clip i by seed i. */
    private static void lookTellsWhatIsMeasured(Path run, PretrainingReport report) {
        Pretraining done = new Pretraining(recipe(20), List.of(new WeightedStore(store, 1)), run);
        assertEquals(report, done.report(2, Device.cpu()));
        double accuracy = 0;
        List<ClipEntry> heldOut = store.clips(Split.VAL);
        for (int i = 0; i < heldOut.size(); i++) {
            HiddenClip hidden = done.look(2, heldOut.get(i), i, Device.cpu());
            int right = 0;
            int all = 0;
            for (int frame = 0; frame < hidden.clusters().length; frame++) {
                assertEquals(hidden.hidden(frame), hidden.wanted()[frame] >= 0);
                all += hidden.hidden(frame) ? 1 : 0;
                right += hidden.hidden(frame) && hidden.told()[frame] == hidden.clusters()[frame] ? 1 : 0;
            }
            accuracy += right / (double) all / heldOut.size();
        }
        assertEquals(report.maskedAccuracy(), accuracy, 1e-6);
    }

    private static double[] numbers(String line) {
        return Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray();
    }

    /** Tones and silence are five sounds, and each word has its own. */
    @Test
    void clustersOfTheSoundAreTheWords() throws IOException {
        List<FrameClusters.Clip> clips = store.clips().stream()
                .map(clip -> new FrameClusters.Clip(store, clip))
                .toList();
        Path run = Files.createDirectories(folder.resolve("cepstra"));
        FrameClusters found = FrameClusters.of(run, new FrameClusters.Cepstra(), clips, clips, 12, 10_000, 1);
        assertTrue(found.agreement(clips).purity() > 0.8, found.agreement(clips).toString());
        assertEquals(
                store.clips().getFirst().frames(),
                found.of(store.clips().getFirst().id()).length);
    }

    @Test
    void aTrainingThatBeginsFindsItsOwnClusters() throws IOException {
        Path run = folder.resolve("stale");
        Path first = Files.createDirectories(run.resolve("iteration-1"));
        Files.writeString(first.resolve("clusters.safetensors"), "of another training");
        Files.writeString(first.resolve("targets.csv"), "clip,targets\nc0,4 4 4\n");
        train(run, false, ProgressLine.Listener.silent());
        assertEquals(
                1 + store.clips().size(),
                Files.readAllLines(first.resolve("targets.csv")).size());
    }

    @Test
    void clipsThatAreNewGetTheirTargets() throws IOException {
        List<FrameClusters.Clip> clips = store.clips().stream()
                .map(clip -> new FrameClusters.Clip(store, clip))
                .toList();
        FrameClusters.Source source = new FrameClusters.Cepstra();
        Path whole = Files.createDirectories(folder.resolve("known"));
        Path grown = Files.createDirectories(folder.resolve("grown"));
        FrameClusters.of(whole, source, clips, clips, 5, 10_000, 1);
        FrameClusters.of(grown, source, clips, clips.subList(0, 3), 5, 10_000, 1);
        FrameClusters found = FrameClusters.of(grown, source, clips, clips, 5, 10_000, 1);
        assertEquals(clips.getLast().entry().frames(), found.of(clips.getLast().id()).length);
        assertEquals(
                Files.readAllLines(whole.resolve("targets.csv")), Files.readAllLines(grown.resolve("targets.csv")));
        VisemeException other =
                assertThrows(VisemeException.class, () -> FrameClusters.of(grown, source, clips, clips, 6, 10_000, 1));
        assertTrue(other.getMessage().contains("holds 5 clusters instead of 6"), other.getMessage());
    }

    @Test
    void everyFourthRowIsAFramesTarget() {
        assertArrayEquals(
                new int[] {0, 4, 8, 9}, FrameClusters.targets(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 4, 4));
    }

    /** Of spans that may lie over each other, drawn without repetition: see the expected share below. */
    @Test
    void spansCoverTheShareThatTheyShould() {
        int frames = 100;
        int length = 10;
        double covered = 0;
        for (int seed = 0; seed < 2000; seed++) {
            boolean[] hidden = FrameSpans.draw(frames, 0.8, length, new SplittableRandom(seed));
            for (boolean frame : hidden) {
                covered += frame ? 1 : 0;
            }
        }
        // a frame is under as many as 10 of 91 starts; 8 different starts (8.5 rounded down or up with equal odds)
        double expected = 0;
        for (int frame = 0; frame < frames; frame++) {
            int starts = Math.min(frame, 90) - Math.max(0, frame - length + 1) + 1;
            double open = 1;
            for (int i = 0; i < 8; i++) {
                open *= (91.0 - starts - i) / (91 - i);
            }
            expected += 1 - open;
        }
        assertEquals(expected / frames, covered / 2000 / frames, 0.01);
        // however short an utterance: at least something is hidden
        assertTrue(FrameSpans.draw(3, 0.1, 10, new SplittableRandom(1))[1]);
        assertEquals(0, count(FrameSpans.draw(9, 0, 10, new SplittableRandom(1))));
    }

    private static int count(boolean[] hidden) {
        int count = 0;
        for (boolean frame : hidden) {
            count += frame ? 1 : 0;
        }
        return count;
    }

    @Test
    void hiddenPicturesComeFromTheSameUtterance() {
        UtteranceBatch batch = UtteranceBatch.whole(
                List.of(Utterance.read(store, store.clip("c0")), Utterance.read(store, store.clip("c1"))));
        Masking.Masked masked = new Masking(0.4, 3, 0.3, 2).draw(batch, new SplittableRandom(2));
        int pixels = UtteranceBatch.SIZE * UtteranceBatch.SIZE;
        int changed = 0;
        for (int i = 0; i < batch.size(); i++) {
            for (int frame = 0; frame < batch.frames(); frame++) {
                int row = i * batch.frames() + frame;
                byte[] picture = Arrays.copyOfRange(masked.mouths(), row * pixels, (row + 1) * pixels);
                boolean own = Arrays.equals(picture, 0, pixels, batch.mouths(), row * pixels, (row + 1) * pixels);
                assertTrue(own || masked.pictures()[row] == 1);
                assertEquals(masked.pictures()[row] + masked.sound()[row] > 0, masked.any(row));
                changed += own ? 0 : 1;
                int first = i * batch.frames();
                boolean found = false;
                for (int other = first; other < first + batch.frames(); other++) {
                    found |= Arrays.equals(picture, 0, pixels, batch.mouths(), other * pixels, (other + 1) * pixels);
                }
                assertTrue(found, "frame " + frame + " of " + i);
            }
        }
        assertNotEquals(0, changed);
    }
}
