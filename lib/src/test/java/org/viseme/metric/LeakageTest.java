package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

class LeakageTest {
    /** Sound from frame 25 to 49 of 75: pauses are frames 0 to 19 and 55 to 74. */
    private static Leakage of(IntUnaryOperator real, IntUnaryOperator generated) {
        Leakage leakage = new Leakage(Pauses.of(PausesTest.tone(0.5, 0), 75, 25));
        for (int i = 0; i < 75; i++) {
            leakage.add(Faces.withMouth(real.applyAsInt(i), 0), Faces.withMouth(generated.applyAsInt(i), i));
        }
        return leakage;
    }

    private static int blink(int frame, int level) {
        return frame % 2 * level;
    }

    private static boolean spoken(int frame) {
        return frame >= 25 && frame < 50;
    }

    @Test
    void motionIsThatOfSilenceAndOfSoundApart() {
        Leakage leakage = of(i -> spoken(i) ? blink(i, 102) : 0, i -> blink(i, spoken(i) ? 51 : 5));
        assertEquals(2 * 19, leakage.silentFrames());
        assertEquals(24, leakage.heardFrames());
        assertEquals(5 / 255.0, leakage.silentMotion(), 1e-12);
        assertEquals(0.2, leakage.heardMotion(), 1e-12);
        assertEquals(5 / 51.0, leakage.ratio(), 1e-12);
        assertEquals(0, leakage.realSilentMotion());
        assertEquals(0.4, leakage.realHeardMotion(), 1e-12);
        assertEquals(0, leakage.realRatio());
    }

    @Test
    void aMouthThatRestsInSilenceLeaksNothing() {
        Leakage leakage = of(i -> blink(i, 30), i -> spoken(i) ? blink(i, 60) : 7);
        assertEquals(0, leakage.ratio());
        assertEquals(0, leakage.share());
    }

    @Test
    void aCopyOfThePictureLeaksAll() {
        Leakage leakage = of(i -> blink(i, 30), i -> blink(i, 30));
        assertEquals(1, leakage.ratio(), 1e-12);
        assertEquals(1, leakage.share(), 1e-12);
        assertEquals(1, leakage.realRatio(), 1e-12);
    }

    @Test
    void clipsAreCollectedByTheirFrames() {
        Leakage all = new Leakage();
        all.addAll(of(i -> 0, i -> blink(i, 10)));
        all.addAll(of(i -> 0, i -> blink(i, 30)));
        assertEquals(4 * 19, all.silentFrames());
        assertEquals(20 / 255.0, all.silentMotion(), 1e-12);
        assertThrows(IllegalStateException.class, () -> all.add(Faces.grey(1), Faces.grey(1)));
    }

    @Test
    void withoutAPauseThereIsNothingToTell() {
        Leakage leakage = new Leakage(Pauses.of(PausesTest.tone(0.5, 0.5), 2, 25));
        leakage.add(Faces.grey(1), Faces.grey(1));
        leakage.add(Faces.grey(1), Faces.grey(9));
        assertEquals(0, leakage.silentFrames());
        assertTrue(Double.isNaN(leakage.silentMotion()) && Double.isNaN(leakage.ratio()));
    }

    @Test
    void aSpeakerDrivenBySilenceLeaksAndARestingOneDoesNot() {
        SyntheticClip clip = Faces.speaker("hello mother");
        List<RgbImage> frames = Faces.of(clip);
        Waveform silence = new Waveform(new float[clip.waveform().samples().length], Waveform.SPEECH_RATE);
        Leakage copied = new Leakage(Pauses.of(silence, frames.size(), 25));
        Leakage rested = new Leakage(Pauses.of(silence, frames.size(), 25));
        for (RgbImage frame : frames) {
            copied.add(frame, frame);
            rested.add(frame, frames.getFirst());
        }
        assertEquals(frames.size() - 1, copied.silentFrames());
        assertEquals(1, copied.share(), 1e-12);
        assertEquals(0, rested.share());
    }

    @Test
    void aSpeakerRestsInPausesOfTheOwnVoice() {
        SyntheticClip clip = Faces.speaker("hello mother");
        List<RgbImage> frames = Faces.of(clip);
        Leakage own = new Leakage(Pauses.of(clip.waveform(), frames.size(), 25));
        frames.forEach(frame -> own.add(frame, frame));
        assertTrue(own.realRatio() < 0.7, "silent " + own.realSilentMotion() + ", heard " + own.realHeardMotion());
    }
}
