package org.viseme.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.Split;
import org.viseme.data.TestClips;
import org.viseme.dub.LipSynthesizer;
import org.viseme.media.RgbImage;
import org.viseme.report.EvaluationReport;
import org.viseme.report.EvaluationReport.Group;
import org.viseme.report.Score;
import org.viseme.torch.Torch;
import tech.tablesaw.api.Table;

class CheatTest {
    @TempDir
    static Path folder;

    private static ClipStore store;

    @BeforeAll
    static void prepare() {
        Torch.setThreads(1);
        store = TestClips.trainingStore(folder.resolve("store"));
    }

    private static void assertMouths(Evaluation.Model cheat, int... momentsOfFrames) {
        try (Judges judges = new Judges(store, List.of(), Optional.empty(), Optional.empty(), Device.cpu());
                LipSynthesizer model = cheat.open().get()) {
            Evaluation evaluation = new Evaluation(store, Split.VAL, 0, judges);
            // twice: what was shown of one clip must not be seen in the next
            for (ClipEntry clip : store.clips(Split.VAL)) {
                List<RgbImage> truth = store.read(clip).crops();
                List<RgbImage> drawn =
                        evaluation.draw(model, Protocol.SELF, clip).drawn();
                for (int frame = 0; frame < momentsOfFrames.length; frame++) {
                    int half = truth.get(frame).height() / 2;
                    assertHalf(truth.get(frame), drawn.get(frame), 0, half);
                    assertHalf(truth.get(momentsOfFrames[frame]), drawn.get(frame), half, 2 * half);
                }
            }
        }
    }

    private static void assertHalf(RgbImage expected, RgbImage face, int from, int to) {
        assertEquals(
                List.of(bytes(expected.crop(0, from, expected.width(), to - from))),
                List.of(bytes(face.crop(0, from, face.width(), to - from))));
    }

    private static String bytes(RgbImage picture) {
        return java.util.HexFormat.of().formatHex(picture.bytes());
    }

    @Test
    void aFrozenMouthIsThatOfTheFirstFrame() {
        assertMouths(Cheat.frozenMouth(store), 0, 0, 0, 0, 0, 0);
    }

    @Test
    void aLateMouthIsThatOfAnEarlierFrame() {
        assertMouths(Cheat.lateMouth(store, 2), 0, 0, 0, 1, 2, 3);
    }

    @Test
    void scoresTellWhatTheyNotice() {
        List<Evaluation.Model> cheats = List.of(Cheat.trueVideo(store), Cheat.frozenMouth(store));
        EvaluationReport report;
        try (Judges judges = new Judges(store, List.of(), Optional.empty(), Optional.empty(), Device.cpu())) {
            report = new Evaluation(store, Split.VAL, 0, judges)
                    .run(cheats, List.of(Protocol.SELF), folder.resolve("report"), (share, line) -> {});
        }
        Group real = new Group("true video", "self");
        Group frozen = new Group("frozen mouth", "self");
        Score motion = score(report, "motion ratio");
        assertEquals(1, report.interval(real, motion).value(), 1e-9);
        assertEquals(0, report.interval(frozen, motion).value(), 1e-9);

        // a frame f differs by 8 f in the red of its lower half; the first one is equal, and does not count
        double mean = IntStream.range(1, 30)
                .mapToDouble(frame -> 10 * Math.log10(6 * 255.0 * 255.0 / Math.pow(8.0 * frame, 2)))
                .average()
                .orElseThrow();
        assertEquals(mean, report.interval(frozen, score(report, "PSNR")).value(), 0.05, "crops are stored as JPEG");

        Table overview = report.tables().overview("self");
        assertEquals(List.of("score", "better", "real video", "true video", "frozen mouth"), overview.columnNames());
        int psnr = overview.stringColumn("score").firstIndexOf("PSNR");
        assertEquals("higher", overview.stringColumn("better").get(psnr));
        assertEquals("", overview.stringColumn("real video").get(psnr));
        assertEquals("inf", overview.stringColumn("true video").get(psnr));
        assertEquals(0, report.tables().overview("cross").rowCount(), "nothing was measured by it");

        Table compared = report.tables().comparisons(real, frozen);
        int similarity = compared.stringColumn("score").firstIndexOf("SSIM");
        assertEquals(2, compared.intColumn("clips higher").get(similarity));
        assertEquals(0, compared.intColumn("clips lower").get(similarity));
        assertTrue(compared.stringColumn("difference, 95 % interval")
                .get(similarity)
                .matches("0\\.\\d+ \\[.*]"));
    }

    private static Score score(EvaluationReport report, String metric) {
        return report.about().scores().stream()
                .filter(score -> score.metric().equals(metric))
                .findFirst()
                .orElseThrow();
    }
}
