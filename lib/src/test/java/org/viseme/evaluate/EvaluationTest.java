package org.viseme.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.Project;
import org.viseme.VisemeException;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.Split;
import org.viseme.data.TestClips;
import org.viseme.dub.LipSynthesizer;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;
import org.viseme.report.EvaluationReport;
import org.viseme.report.EvaluationReport.Group;
import org.viseme.report.MeasuredFigure;
import org.viseme.report.Score;
import org.viseme.torch.Torch;

class EvaluationTest {
    private static final Group REAL = new Group(MeasuredFigure.REAL_VIDEO, "");

    @TempDir
    static Path folder;

    private static ClipStore store;

    @BeforeAll
    static void prepare() {
        Torch.setThreads(1);
        store = TestClips.trainingStore(folder.resolve("store"));
    }

    /** Draws the true face, changed. */
    private static Evaluation.Model model(String name, UnaryOperator<RgbImage> change, List<Asked> seen) {
        return new Evaluation.Model(name, name, () -> new LipSynthesizer() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public int cropSize() {
                return 96;
            }

            @Override
            public Speech listen(Waveform speech) {
                return new Heard(speech);
            }

            @Override
            public List<RgbImage> speak(Speech speech, List<LipSynthesizer.Request> requests) {
                requests.forEach(request -> seen.add(new Asked((Heard) speech, request)));
                return requests.stream()
                        .map(request -> change.apply(request.target()))
                        .toList();
            }

            @Override
            public void close() {}
        });
    }

    private record Heard(Waveform sound) implements LipSynthesizer.Speech {}

    private record Asked(Heard heard, LipSynthesizer.Request asked) {}

    private static EvaluationReport run(Path out, Evaluation.Listener listener, Evaluation.Model... models) {
        try (Judges judges = new Judges(store, List.of(), Optional.empty(), Optional.empty(), Device.cpu())) {
            return new Evaluation(store, Split.VAL, 0, judges)
                    .run(List.of(models), List.of(Protocol.values()), out, listener);
        }
    }

    private static EvaluationReport run(Path out, Evaluation.Model... models) {
        return run(out, (share, line) -> {}, models);
    }

    private static Score score(EvaluationReport report, String metric) {
        return report.about().scores().stream()
                .filter(score -> score.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }

    private static double mean(EvaluationReport report, Group group, String metric) {
        return report.interval(group, score(report, metric)).value();
    }

    private static UnaryOperator<RgbImage> brighter(int by) {
        return face -> {
            RgbImage other = face.copy();
            for (int i = 0; i < other.bytes().length; i++) {
                int value = other.bytes()[i] & 0xff;
                other.bytes()[i] = (byte) (value >= 128 ? value - by : value + by);
            }
            return other;
        };
    }

    @Test
    void theTrueVideoHasNoErrorAndAKnownDifferenceTheErrorOfItsFormula() {
        EvaluationReport report = run(
                folder.resolve("closed-forms"),
                model("true", UnaryOperator.identity(), new ArrayList<>()),
                model("other", brighter(16), new ArrayList<>()));

        Group same = new Group("true", "self");
        assertEquals(
                List.of(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY),
                List.copyOf(report.values(same, score(report, "PSNR")).values()));
        assertEquals(1, mean(report, same, "SSIM"), 1e-9);
        assertEquals(0, mean(report, same, "L1, lower half"));
        assertEquals(1, mean(report, same, "motion ratio"), 1e-9);

        Group other = new Group("other", "self");
        assertEquals(20 * Math.log10(255 / 16.0), mean(report, other, "PSNR"), 1e-3);
        assertEquals(16 / 255.0, mean(report, other, "L1, mouth"), 1e-6);
        assertTrue(mean(report, other, "SSIM") < 1);
        assertEquals("viseme-features", score(report, "features").scorer());
        assertEquals(0, mean(report, same, "features"), 1e-6);
        assertTrue(mean(report, other, "features") > 1e-3);
        assertTrue(report.tables().overview("self").printAll().contains("inf"));
        assertEquals(
                2,
                report.comparison(same, other, score(report, "SSIM")).higher(),
                "both clips are more similar to themselves");
    }

    @Test
    void whatIsMissingIsNamedAndTheRestMeasured() {
        EvaluationReport report =
                run(folder.resolve("missing"), model("true", UnaryOperator.identity(), new ArrayList<>()));
        assertTrue(report.about().leftOut().stream().anyMatch(line -> line.startsWith("LMD is left out")));
        assertTrue(report.about().leftOut().stream()
                .anyMatch(line -> line.contains("syncnet_v2.model") && line.contains("https://")));
        assertTrue(report.about().scores().stream()
                .noneMatch(score -> score.metric().equals("LMD")));
        assertEquals(2, report.interval(REAL, score(report, "motion ratio")).clips());
    }

    @Test
    void protocolsDecideWhatIsHeardAndWhatIsShown() {
        List<Asked> seen = new ArrayList<>();
        EvaluationReport report = run(folder.resolve("protocols"), model("true", UnaryOperator.identity(), seen));
        List<ClipEntry> clips = store.clips(Split.VAL);
        RgbImage first = store.read(clips.getFirst()).crops().getFirst();
        float[] own = store.read(clips.getFirst()).sound().samples();

        // self: 30 frames of each of two clips; first-frame: 29; cross: 30
        assertEquals(2 * (30 + 29 + 30), seen.size());
        Asked self = seen.get(5);
        assertEquals(5 / 25.0, self.asked().seconds());
        assertTrue(self.asked().target() == self.asked().reference());
        assertArrayEquals(own, self.heard().sound().samples());
        Asked firstFrame = seen.get(60 + 5);
        assertEquals(6 / 25.0, firstFrame.asked().seconds());
        assertArrayEquals(first.bytes(), firstFrame.asked().reference().bytes());
        Asked cross = seen.get(60 + 58 + 5);
        assertFalse(java.util.Arrays.equals(own, cross.heard().sound().samples()));
        assertTrue(
                report.values(new Group("true", "cross"), score(report, "PSNR")).values().stream()
                        .allMatch(value -> value.isNaN()),
                "what another's sound drives is not compared with the real frames");
    }

    @Test
    void anotherEvaluationHasAnotherFolder() {
        List<Evaluation.Model> models = List.of(model("other", brighter(8), new ArrayList<>()));
        List<Evaluation.Model> again = List.of(model("other", brighter(8), new ArrayList<>()));
        List<Evaluation.Model> trained = List.of(
                new Evaluation.Model("other", "new weights", models.getFirst().open()));
        try (Judges judges = new Judges(store, List.of(), Optional.empty(), Optional.empty(), Device.cpu())) {
            Evaluation all = new Evaluation(store, Split.VAL, 0, judges);
            Evaluation one = new Evaluation(store, Split.VAL, 1, judges);
            Path first = all.folder(folder, models, List.of(Protocol.SELF));
            assertEquals(first, all.folder(folder, again, List.of(Protocol.SELF)));
            assertEquals(
                    4,
                    Set.of(
                                    first,
                                    all.folder(folder, trained, List.of(Protocol.SELF)),
                                    all.folder(folder, models, List.of(Protocol.CROSS)),
                                    one.folder(folder, models, List.of(Protocol.SELF)))
                            .size());
        }
    }

    @Test
    void anEvaluationThatWasKilledGoesOn() throws IOException {
        Path out = folder.resolve("killed");
        Evaluation.Model model = model("other", brighter(8), new ArrayList<>());
        assertThrows(
                IllegalStateException.class,
                () -> run(
                        out,
                        (share, line) -> {
                            if (share > 0.5) {
                                throw new IllegalStateException("killed");
                            }
                        },
                        model));
        Files.writeString(out.resolve("clips.csv"), "other,cross,c", StandardOpenOption.APPEND);
        List<Asked> again = new ArrayList<>();
        EvaluationReport report = run(out, model("other", brighter(8), again));
        EvaluationReport whole = run(folder.resolve("whole"), model);
        assertEquals(
                whole.tables().overview("self").printAll(),
                report.tables().overview("self").printAll());
        assertEquals(8, report.clips().size());
        assertTrue(again.size() < 2 * 89, "clips that were done are not drawn again");
        VisemeException problem =
                assertThrows(VisemeException.class, () -> run(out, model("another", brighter(8), new ArrayList<>())));
        assertTrue(problem.getMessage().contains("another folder"), problem.getMessage());
    }

    @Test
    void aClipIsDrivenByAnotherThatIsNotLonger() {
        try (Judges judges = new Judges(store, List.of(), Optional.empty(), Optional.empty(), Device.cpu())) {
            Evaluation evaluation = new Evaluation(store, Split.TRAIN, 0, judges);
            for (ClipEntry clip : store.clips(Split.TRAIN)) {
                ClipEntry other = evaluation.other(clip);
                assertFalse(other.id().equals(clip.id()));
                assertTrue(other.frames() <= clip.frames());
            }
            Evaluation alone = new Evaluation(store, Split.TRAIN, 1, judges);
            assertThrows(
                    VisemeException.class,
                    () -> alone.other(store.clips(Split.TRAIN).getFirst()));
        }
    }

    @Test
    void modelsOfOneFileNameAreDifferentModels() throws IOException {
        Path shipped = Project.home().resolve("data").resolve("models").resolve("viseme-tiny.safetensors");
        Path first = Files.createDirectories(folder.resolve("first")).resolve("best.safetensors");
        Path second = Files.createDirectories(folder.resolve("second")).resolve("best.safetensors");
        Files.copy(shipped, first);
        Files.copy(shipped, second);
        List<Evaluation.Model> models =
                Evaluation.Model.all(List.of("viseme-tiny", first.toString(), second.toString(), "viseme-tiny"), "cpu");
        assertEquals(
                List.of("viseme-tiny", "first/best.safetensors", "second/best.safetensors"),
                models.stream().map(Evaluation.Model::name).toList());
    }
}
