package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.data.ClipStore;
import org.viseme.data.EvaluationSet;
import org.viseme.data.LipBatch;
import org.viseme.data.Split;
import org.viseme.data.TestClips;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.train.AlignmentView.FeatureMap;

class AlignmentViewTest {
    private static final Wav2LipConfig CONFIG =
            Wav2LipConfig.lpipsTiny().withChannels(2).withAlignments(3);

    @TempDir
    Path folder;

    private EvaluationSet set() {
        ClipStore store = TestClips.trainingStore(folder.resolve("store"));
        return HeldOutReport.set(store, Split.VAL, 2);
    }

    @Test
    void adaInGivesEachChannelTheStatisticsOfTheSpeech() {
        AlignmentView view = AlignmentView.untrained(CONFIG, 1, set().iterator().next());
        assertEquals(3, view.modules().size());
        AlignmentView.Module first = view.modules().getFirst();
        assertArrayEquals(view.speech().means(), first.styled().means(), 1e-3);
        double[] wanted = view.speech().deviations();
        double[] seen = first.seen().deviations();
        double[] styled = first.styled().deviations();
        for (int i = 0; i < wanted.length; i++) {
            // both variances are those of the values plus 1e-5
            double expected = Math.sqrt(wanted[i] * wanted[i] + 1e-5) * seen[i] / Math.sqrt(seen[i] * seen[i] + 1e-5);
            assertEquals(expected, styled[i], 1e-4 + 0.01 * expected, "channel " + i);
        }
        assertTrue(Arrays.stream(styled).max().orElseThrow() > 1e-3, "no channel varies: " + Arrays.toString(styled));
    }

    @Test
    void anotherSoundChangesWhatComesOutAndNotWhatGoesIn() {
        EvaluationSet set = set();
        LipBatch own = set.iterator().next();
        LipBatch other =
                set.withVoice(EvaluationSet.Voice.OTHER_CLIP).iterator().next();
        AlignmentView a = AlignmentView.untrained(CONFIG, 1, own);
        AlignmentView b = AlignmentView.untrained(CONFIG, 1, other);
        assertEquals(0, largest(a.face().differenceTo(b.face())));
        assertTrue(largest(a.speech().differenceTo(b.speech())) > 0);
        assertTrue(largest(a.modules()
                        .getLast()
                        .aligned()
                        .differenceTo(b.modules().getLast().aligned()))
                > 0);
    }

    private static double largest(double[][] map) {
        return Arrays.stream(map).flatMapToDouble(Arrays::stream).max().orElseThrow();
    }

    @Test
    void meansAndDifferencesAreThoseOfThePlaces() {
        FeatureMap one = new FeatureMap(new double[][][] {{{1, 3}}, {{5, 5}}});
        FeatureMap two = new FeatureMap(new double[][][] {{{2, 3}}, {{1, 6}}});
        assertArrayEquals(new double[] {2, 5}, one.means());
        assertArrayEquals(new double[] {1, 0}, one.deviations());
        assertArrayEquals(new double[] {3, 4}, one.mean()[0]);
        assertArrayEquals(new double[] {2.5, 0.5}, one.differenceTo(two)[0]);
    }

    @Test
    void aNetworkWithoutAlignmentIsRefused() {
        LipBatch batch = set().iterator().next();
        assertThrows(VisemeException.class, () -> AlignmentView.untrained(CONFIG.withAlignments(0), 1, batch));
    }
}
