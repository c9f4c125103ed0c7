package org.viseme.data.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.ClipStore;
import org.viseme.data.Decision;
import org.viseme.data.PreparedClip;
import org.viseme.data.RejectedClip.Reason;
import org.viseme.data.SyncMeasure;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticCorpus;
import org.viseme.data.synthetic.SyntheticSpeaker;
import org.viseme.face.Box;
import org.viseme.face.CropFamily;
import org.viseme.face.FaceDetector;
import org.viseme.face.HaarDetector;
import org.viseme.media.RgbImage;
import org.viseme.metric.ExpertSync;
import org.viseme.metric.ShippedExpert;

/** Offsets that were planted in synthetic clips, whose landmarks are exact. */
class OffsetCorrectionTest {
    private static final int SIZE = 64;
    private static final SyntheticCorpus CORPUS = new SyntheticCorpus(6, 60, SIZE).withOffsets(12);
    private static final PreparationSettings SETTINGS =
            PreparationSettings.defaults().withCrops(Set.of(CropFamily.WAV2LIP)).withCropSize(32);

    @TempDir
    private Path folder;

    /** The face is the picture. */
    private static final class WholePicture implements FaceDetector {
        @Override
        public List<Detection> detect(RgbImage image) {
            return List.of(new Detection(new Box(0, 0, image.width(), image.height()), 1));
        }

        @Override
        public String name() {
            return "whole picture";
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    private PreparationReport prepare(String... changes) {
        Map<String, String> thresholds = new HashMap<>();
        for (int i = 0; i < changes.length; i += 2) {
            thresholds.put(changes[i], changes[i + 1]);
        }
        return new Preparation(SETTINGS.withThresholds(Thresholds.defaults().with(thresholds)), WholePicture::new)
                .withSync(new MouthSync())
                .run(CORPUS, folder, (done, total, leftOut) -> {});
    }

    private static Map<String, Integer> planted() {
        return planted(CORPUS);
    }

    private static Map<String, Integer> planted(SyntheticCorpus corpus) {
        Map<String, Integer> planted = new HashMap<>();
        for (int i = 0; i < corpus.count(); i++) {
            planted.put(corpus.clip(i).id(), corpus.offsetOf(i));
        }
        return planted;
    }

    /** How many clips are kept with their planted offset taken back to within a frame. */
    private static int corrected(PreparationReport report, Map<String, Integer> planted) {
        int right = 0;
        for (Decision decision : report.decisions()) {
            SyncMeasure sync =
                    decision.measures() == null ? null : decision.measures().sync();
            boolean corrected = decision.kept() && sync != null;
            right += corrected && Math.abs(planted.get(decision.id()) - sync.corrected()) <= 1 ? 1 : 0;
        }
        return right;
    }

    @Test
    void plantedOffsetsAreCorrectedToWithinOneFrame() {
        PreparationReport report = prepare("largestCorrection", "12", "smallFacePixels", "40");
        Map<String, Integer> planted = planted();
        assertTrue(planted.containsValue(-12) && planted.containsValue(12), planted.toString());
        int right = corrected(report, planted);
        System.out.printf("%d of %d planted offsets corrected to within a frame%n", right, CORPUS.count());
        assertTrue(right >= 0.95 * CORPUS.count(), right + " of " + CORPUS.count());
    }

    /** It sees pictures alone, crops of a detector, of speakers that it was not trained on. */
    @Test
    void theExpertCorrectsPlantedOffsetsWithoutLandmarks() {
        SyntheticCorpus corpus = new SyntheticCorpus(62, 20, 160, 2).withOffsets(12);
        try (ExpertSync expert = ShippedExpert.open()) {
            Thresholds thresholds = Thresholds.defaults().with(Map.of("largestCorrection", "12"));
            PreparationReport report = new Preparation(
                            SETTINGS.withCropSize(96).withThresholds(thresholds), HaarDetector::new)
                    .withSync(expert)
                    .run(corpus, folder, (done, total, leftOut) -> {});
            int right = corrected(report, planted(corpus));
            System.out.printf(
                    "the expert: %d of %d planted offsets corrected to within a frame%n", right, corpus.count());
            assertTrue(right >= 0.95 * corpus.count(), right + " of " + corpus.count());
        }
    }

    /** After the correction the sound is that of the same clip without an offset, and the words lie where they are said. */
    @Test
    void correctedClipEqualsTheClipWithoutOffset() {
        prepare("largestCorrection", "12", "smallFacePixels", "40");
        ClipStore store = ClipStore.open(folder);
        int compared = 0;
        for (int i = 0; i < CORPUS.count() && compared < 8; i++) {
            SyntheticClip moved = CORPUS.clip(i);
            int offset = CORPUS.offsetOf(i);
            boolean exact = store.report().stream()
                    .anyMatch(decision -> decision.kept()
                            && decision.id().equals(moved.id())
                            && decision.measures().sync().corrected() == offset);
            if (!exact || offset == 0) {
                continue;
            }
            SyntheticClip still =
                    SyntheticSpeaker.speak(moved.sentence(), moved.spec().withOffset(0));
            PreparedClip clip = store.read(moved.id());
            double from = clip.cutSeconds();
            float[] expected =
                    still.waveform().slice(from, from + clip.sound().seconds()).samples();
            assertTrue(correlation(expected, clip.sound().samples()) > 0.99, moved.id() + " offset " + offset);
            if (!clip.info().words().isEmpty()) {
                var word = clip.info().words().getFirst();
                double truth = still.words().stream()
                        .filter(spoken -> spoken.text().equals(word.text()))
                        .mapToDouble(spoken -> spoken.startSeconds())
                        .filter(start -> Math.abs(start - from - word.startSeconds()) < 0.5)
                        .findFirst()
                        .orElse(Double.NaN);
                assertEquals(truth - from, word.startSeconds(), 1e-6, moved.id());
            }
            compared++;
        }
        assertEquals(8, compared);
    }

    @Test
    void largeOffsetsAreLeftOutWithTheirNumbers() {
        PreparationReport report = prepare("largestCorrection", "3", "smallFacePixels", "40");
        Map<String, Integer> planted = planted();
        for (Decision decision : report.decisions()) {
            if (decision.reason() == Reason.OUT_OF_SYNC) {
                assertTrue(Math.abs(planted.get(decision.id())) >= 3, decision.toString());
                assertTrue(decision.detail().contains("frames, confidence"), decision.detail());
            } else if (decision.kept()) {
                assertTrue(Math.abs(planted.get(decision.id())) <= 4, decision.toString());
            }
        }
        assertTrue(
                report.byReason().get(Reason.OUT_OF_SYNC) > 20,
                report.byReason().toString());
    }

    private static double correlation(float[] one, float[] other) {
        double product = 0;
        double square = 0;
        double otherSquare = 0;
        for (int i = 0; i < Math.min(one.length, other.length); i++) {
            product += one[i] * other[i];
            square += one[i] * one[i];
            otherSquare += other[i] * other[i];
        }
        return product / Math.sqrt(square * otherSquare);
    }

    @Test
    void curveSaysWhereTheSoundBelongs() {
        SyncCurve curve = new SyncCurve(new double[] {0.1, 0.2, 0.9, 0.3, 0.2});
        assertEquals(0, curve.offset());
        assertEquals(0.7, curve.confidence(), 1e-12);
        assertEquals(-1, new SyncCurve(new double[] {0, 5, 0, 0, 0}).offset());
        assertEquals(0.3, new SyncCurve(new double[] {9, 0.1, 0.2, 0.3, 9}).near(1), 1e-12);
    }
}
