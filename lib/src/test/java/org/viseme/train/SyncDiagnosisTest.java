package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.ClipSource;
import org.viseme.data.TestClips;
import org.viseme.data.prepare.MouthSync;
import org.viseme.data.prepare.SyncCurve;
import org.viseme.data.prepare.SyncScorer;
import org.viseme.data.synthetic.SyntheticCorpus;
import org.viseme.face.Box;
import org.viseme.face.CropFamily;
import org.viseme.metric.SyncEmbeddings;
import org.viseme.metric.SyncReport;
import org.viseme.notebook.RawClip;
import org.viseme.train.SyncDiagnosis.Check;
import org.viseme.train.SyncDiagnosis.Finding;
import org.viseme.train.SyncDiagnosis.Verdict;

class SyncDiagnosisTest {
    private static final int SIZE = 64;
    private static final SyntheticCorpus CORPUS = new SyntheticCorpus(5, 8, SIZE);

    /** A scorer that is exact on synthetic clips: their landmarks say how far the mouth is open. */
    private static List<SyncCurve> measured(SyntheticCorpus corpus, SyncScorer scorer) {
        List<SyncCurve> curves = new ArrayList<>();
        for (ClipSource source : corpus.clips()) {
            RawClip clip = RawClip.read(source, 60);
            List<Box> boxes = Collections.nCopies(clip.frames().size(), new Box(0, 0, SIZE, SIZE));
            curves.add(clip.fit(scorer, CropFamily.WAV2LIP.placements(boxes, clip.landmarks())));
        }
        return curves;
    }

    @Test
    void clipsInStepAreInOrderAndMovedOnesAreNot() {
        MouthSync scorer = new MouthSync();
        List<SyncCurve> inStep = measured(CORPUS, scorer);
        List<SyncCurve> moved = measured(CORPUS.withOffsets(8), scorer);
        long far = IntStream.range(0, CORPUS.count())
                .filter(i -> Math.abs(CORPUS.withOffsets(8).offsetOf(i)) > 1)
                .count();
        assertTrue(far > 4, far + " clips are moved by more than a frame");
        assertEquals(Verdict.OK, SyncDiagnosis.offsets(inStep, 0.2).verdict());
        assertEquals(Verdict.WRONG, SyncDiagnosis.offsets(moved, 0.2).verdict());
        // moved clips are as clear as others: it is the offset that is wrong, not the sound
        assertEquals(Verdict.OK, SyncDiagnosis.confidence(moved, 0.2).verdict());
    }

    private static SyncCurve peak(int offset, double height) {
        double[] curve = new double[31];
        curve[15 + offset] = height;
        return new SyncCurve(curve);
    }

    @Test
    void clipsWithoutAClearOffsetDoNotCount() {
        List<SyncCurve> clips = List.of(peak(0, 0.4), peak(1, 0.4), peak(9, 0.01), peak(-7, 0.01));
        Finding offsets = SyncDiagnosis.offsets(clips, 0.1);
        assertEquals(Verdict.OK, offsets.verdict());
        assertTrue(offsets.measured().contains("100 % of 2 clips"), offsets.measured());
        assertEquals(Verdict.DOUBTFUL, SyncDiagnosis.confidence(clips, 0.1).verdict());
        assertEquals(Verdict.SKIPPED, SyncDiagnosis.offsets(clips, 0.5).verdict());
        assertEquals(Verdict.WRONG, SyncDiagnosis.confidence(clips, 0.5).verdict());
    }

    /** Every window of lips points along an axis of its own, and so does its sound, which is late by some frames. */
    private static SyncEmbeddings orthogonal(int windows, int late) {
        int reach = 15;
        int width = windows + 2 * reach;
        float[][] lips = new float[windows][width];
        float[][] speech = new float[width][width];
        IntStream.range(0, windows).forEach(i -> lips[i][reach + i] = 1);
        IntStream.range(0, width).forEach(i -> speech[i][Math.floorMod(i - late, width)] = 1);
        return new SyncEmbeddings(lips, speech, reach);
    }

    @Test
    void similaritiesOfAnExpertThatKnowsAreApart() {
        SyncReport.Collector knows = new SyncReport.Collector(5);
        knows.add(orthogonal(40, 0), null);
        assertEquals(
                Verdict.OK, SyncDiagnosis.similarities(knows.similarities()).verdict());

        SyncReport.Collector late = new SyncReport.Collector(5);
        late.add(orthogonal(40, 3), null);
        assertEquals(3, late.curves().getFirst().offset());
        assertEquals(
                Verdict.WRONG, SyncDiagnosis.similarities(late.similarities()).verdict());
    }

    @Test
    void pairsOfAStepAreCounted() {
        Finding tiny = SyncDiagnosis.batch(SyncRecipe.tiny());
        assertTrue(tiny.measured().startsWith("128 pairs in sync and 896 out of sync"), tiny.measured());
        assertEquals(Verdict.OK, tiny.verdict());

        SyncRecipe few =
                SyncRecipe.paper().withSampling(SyncRecipe.paper().sampling().withClips(2));
        assertTrue(SyncDiagnosis.batch(few).measured().startsWith("16 pairs in sync and 112 out of sync"));
        assertEquals(Verdict.WRONG, SyncDiagnosis.batch(few).verdict());
        assertEquals(Verdict.DOUBTFUL, SyncDiagnosis.batch(SyncRecipe.paper()).verdict());
    }

    @Test
    void aHandfulOfClipsIsTooFew(@TempDir Path folder) {
        Finding amount = SyncDiagnosis.amount(TestClips.trainingStore(folder));
        assertEquals(Verdict.WRONG, amount.verdict());
        assertTrue(amount.measured().startsWith("2 clips"), amount.measured());
    }

    private static SyncOverfit run(long steps, double loss) {
        return new SyncOverfit(List.of("c0"), List.of(new SyncOverfit.Point(steps, 10, loss)));
    }

    @Test
    void learningByHeartIsJudgedByItsLossAndItsSteps() {
        assertEquals(Verdict.OK, SyncDiagnosis.overfit(run(300, 0.09)).verdict());
        assertEquals(Verdict.DOUBTFUL, SyncDiagnosis.overfit(run(300, 0.3)).verdict());
        assertEquals(Verdict.DOUBTFUL, SyncDiagnosis.overfit(run(20, 0.69)).verdict());
        assertEquals(Verdict.WRONG, SyncDiagnosis.overfit(run(300, 0.69)).verdict());
        assertEquals(Verdict.WRONG, SyncDiagnosis.overfit(run(300, Double.NaN)).verdict());
        assertEquals(
                Verdict.SKIPPED,
                SyncDiagnosis.overfit(new SyncOverfit(List.of(), List.of())).verdict());
    }

    @Test
    void aFindingSaysWhatToDo() {
        String text =
                SyncDiagnosis.skipped(Check.OFFSETS, "no expert", "name one").toString();
        assertTrue(text.startsWith("skipped") && text.contains("offsets") && text.contains("-> name one"), text);
    }
}
