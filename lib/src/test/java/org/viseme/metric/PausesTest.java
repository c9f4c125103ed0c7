package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.viseme.data.Word;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.media.Waveform;

class PausesTest {
    private static final int RATE = 16_000;

    /** A tone from 1 s to 2 s of 3 s, and a quieter one around it. */
    static Waveform tone(double amplitude, double around) {
        float[] samples = new float[3 * RATE];
        for (int i = 0; i < samples.length; i++) {
            double level = i >= RATE && i < 2 * RATE ? amplitude : around;
            samples[i] = (float) (level * Math.sin(2 * Math.PI * 200 * i / RATE));
        }
        return new Waveform(samples, RATE);
    }

    private static int[] silent(Pauses pauses) {
        return IntStream.range(0, pauses.frames()).filter(pauses::silent).toArray();
    }

    private static int[] heard(Pauses pauses) {
        return IntStream.range(0, pauses.frames()).filter(pauses::heard).toArray();
    }

    @Test
    void aPauseKeepsAFifthOfASecondFromTheSound() {
        Pauses pauses = Pauses.of(tone(0.5, 0), 75, 25);
        assertEquals(
                IntStream.range(25, 50).boxed().toList(),
                IntStream.of(heard(pauses)).boxed().toList());
        assertEquals(40, silent(pauses).length);
        assertTrue(pauses.silent(19) && !pauses.silent(20) && !pauses.silent(54) && pauses.silent(55));
        assertFalse(pauses.heard(22) || pauses.silent(22));
    }

    @Test
    void quietIsTwentyDecibelsBelowTheVoiceHoweverLoudItIs() {
        for (double level : new double[] {0.9, 0.02}) {
            assertEquals(40, silent(Pauses.of(tone(level, level * 0.099), 75, 25)).length);
            assertEquals(0, silent(Pauses.of(tone(level, level * 0.101), 75, 25)).length);
        }
    }

    @Test
    void whereNothingIsHeardAllIsSilent() {
        assertEquals(75, silent(Pauses.of(tone(0, 0), 75, 25)).length);
        assertEquals(75, silent(Pauses.of(tone(0.0012, 0.0012), 75, 25)).length);
        assertEquals(75, heard(Pauses.of(tone(0.0016, 0.0016), 75, 25)).length);
        assertEquals(0, Pauses.of(tone(1, 1), 0, 25).frames());
    }

    @Test
    void framesAfterTheEndOfTheSoundAreSilent() {
        Pauses pauses = Pauses.of(tone(0.5, 0.5), 100, 25);
        assertTrue(pauses.heard(74));
        assertEquals(20, silent(pauses).length);
    }

    @Test
    void otherRatesHaveTheSamePauses() {
        Pauses pauses = Pauses.of(tone(0.5, 0), 90, 30);
        assertEquals(30, heard(pauses).length);
        assertEquals(90 - 30 - 12, silent(pauses).length);
    }

    @Test
    void noPauseLiesInAWordOfASyntheticSpeaker() {
        SyntheticClip clip = Faces.speaker("hello mother");
        Pauses pauses = Pauses.of(clip.waveform(), clip.frameCount(), 25);
        for (int frame : silent(pauses)) {
            for (Word word : clip.words()) {
                boolean inside = word.startSeconds() < frame / 25.0 && (frame + 1) / 25.0 < word.endSeconds();
                assertFalse(inside, "frame " + frame + " in " + word);
            }
        }
        assertTrue(heard(pauses).length > 10, heard(pauses).length + " frames with sound");
        assertTrue(silent(pauses).length > 0, silent(pauses).length + " frames in pauses");
    }
}
