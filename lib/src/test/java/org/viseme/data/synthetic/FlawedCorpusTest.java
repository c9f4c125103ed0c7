package org.viseme.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.ClipFlag;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.data.Decision;
import org.viseme.data.RejectedClip.Reason;
import org.viseme.data.Word;
import org.viseme.data.prepare.MouthSync;
import org.viseme.data.prepare.Preparation;
import org.viseme.data.prepare.PreparationReport;
import org.viseme.data.prepare.PreparationSettings;
import org.viseme.data.prepare.Thresholds;
import org.viseme.face.CropFamily;
import org.viseme.face.HaarDetector;
import org.viseme.face.Landmarks;
import org.viseme.media.Waveform;

class FlawedCorpusTest {
    private static final FlawedCorpus CORPUS = new FlawedCorpus(new SyntheticCorpus(11, 2, 192, 1).withOffsets(4));

    @TempDir
    private Path folder;

    @Test
    void everyFlawIsFound() {
        PreparationSettings settings = PreparationSettings.defaults()
                .withCrops(Set.of(CropFamily.WAV2LIP))
                .withThresholds(Thresholds.defaults().with(Map.of("largestCorrection", "12")));
        PreparationReport report = new Preparation(settings, HaarDetector::new)
                .withSync(new MouthSync())
                .run(CORPUS, folder, (done, total, leftOut) -> {});
        Map<String, Decision> decisions =
                report.decisions().stream().collect(Collectors.toMap(Decision::id, Function.identity()));
        String all = decisions.values().toString();
        assertEquals(CORPUS.clips().size(), decisions.size(), all);
        assertEquals(Reason.NO_FACE, decisions.get("no-face").reason(), all);
        assertEquals(Reason.TOO_SHORT, decisions.get("too-short").reason(), all);
        assertEquals(Reason.SMALL_FACE, decisions.get("far-away").reason(), all);
        assertEquals(Reason.FLAGGED, decisions.get("silent").reason(), all);
        assertEquals(Set.of(ClipFlag.UNSURE_SYNC), decisions.get("silent").flags(), all);
        assertEquals(Reason.OUT_OF_SYNC, decisions.get("far-out-of-sync").reason(), all);
        assertEquals(14, decisions.get("far-out-of-sync").measures().sync().offset(), 1, all);
        assertEquals(Set.of(ClipFlag.BLURRED), decisions.get("blurred").flags(), all);
        // Of two copies the one that comes later is the copy.
        String original = CORPUS.good().clip(Flaw.COPY.ordinal()).id();
        long duplicates = List.of("copy", original).stream()
                .filter(id -> decisions.get(id).flags().contains(ClipFlag.DUPLICATE))
                .count();
        assertEquals(1, duplicates, all);
        for (ClipSource clip : CORPUS.good().clips()) {
            assertTrue(decisions.get(clip.id()).kept(), all);
        }
    }

    @Test
    void truthIsKnownForGoodClipsOnly() {
        String id = CORPUS.good().clip(1).id();
        assertEquals(id, CORPUS.truth(id).orElseThrow().id());
        assertTrue(CORPUS.truth("copy").isEmpty());
    }

    @Test
    void lateSoundIsTheSameSoundLater() {
        int clip = Flaw.FAR_OUT_OF_SYNC.ordinal();
        float[] whole = CORPUS.good()
                .withOffsets(0)
                .clip(clip % CORPUS.good().count())
                .waveform()
                .samples();
        List<Word> words = CORPUS.clips().get(2 + clip).info().words();
        List<Word> mouthed = CORPUS.good().clip(clip % CORPUS.good().count()).words();
        assertEquals(mouthed.size(), words.size());
        assertEquals(
                mouthed.getFirst().startSeconds() + Flaw.LATE_SECONDS,
                words.getFirst().startSeconds(),
                1e-9,
                "times of words are those of the sound");
        int late = (int) (Flaw.LATE_SECONDS * Waveform.SPEECH_RATE);
        try (ClipMedia media = CORPUS.clips().get(2 + clip).open()) {
            float[] first = media.sound(0, 1).samples();
            float[] second = media.sound(0.5, 1).samples();
            assertEquals(Waveform.SPEECH_RATE, first.length);
            for (int i = 0; i < first.length; i++) {
                assertEquals(i < late ? 0 : whole[i - late], first[i], "sample " + i);
                if (i >= first.length / 2) {
                    assertEquals(first[i], second[i - first.length / 2], "sample " + i);
                }
            }
        }
    }

    @Test
    void pointsOfAFarFaceLieOnIt() {
        double[] xy = new double[10];
        java.util.Arrays.fill(xy, 96);
        Landmarks middle = Flaw.FAR_AWAY.points(Landmarks.of(xy), 192);
        assertEquals(96, middle.x(0), 1);
        assertEquals(96, middle.y(4), 1);
    }
}
