package org.viseme.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.viseme.media.Waveform;

class SpeechSoundTest {
    private static final int RATE = Waveform.SPEECH_RATE;
    private static final Voice VOICE = new Voice(110, 1, 1, 0.03);

    @Test
    void silenceStaysOutsideTheWords() {
        SyntheticClip clip = clip("place blue at f two now", 3);
        float[] samples = clip.waveform().samples();
        double start = clip.words().getFirst().startSeconds() - 0.02;
        double end = clip.words().getLast().endSeconds() + 0.05;
        double inside = energy(samples, start, end);
        double total = energy(samples, 0, clip.seconds());
        assertTrue(inside > 0.9999 * total, "share of the energy in words: " + inside / total);
        assertTrue(level(samples, start, end) > 0.03, "speech is audible");
        for (var word : clip.words()) {
            assertTrue(level(samples, word.startSeconds(), word.endSeconds()) > 0.02, word.text());
        }
    }

    @Test
    void stopsAreSilentBeforeTheirBurst() {
        SyntheticClip clip = clip("two big goat coat pat", 4);
        float[] samples = clip.waveform().samples();
        for (PhoneSpan span : clip.phones()) {
            if (span.phone().manner() == Phone.Manner.STOP && !span.phone().voiced()) {
                double closure = level(samples, span.at(0.35), span.at(0.55));
                double burst = level(samples, span.at(0.6), span.at(0.6) + 0.012);
                assertTrue(closure < 0.15 * burst, span.phone() + ": closure " + closure + ", burst " + burst);
            }
        }
    }

    @Test
    void frictionIsHighAndVowelsAreLow() {
        SyntheticClip clip = clip("see six shoe", 5);
        float[] samples = clip.waveform().samples();
        for (PhoneSpan span : clip.phones()) {
            double[] bands = bands(samples, span.at(0.3), span.at(0.7));
            double highShare = bands[1] / (bands[0] + bands[1]);
            if (span.phone() == Phone.S) {
                assertTrue(highShare > 0.9, "s above 3 kHz: " + highShare);
            } else if (span.phone().isVowel()) {
                assertTrue(highShare < 0.1, span.phone() + " above 3 kHz: " + highShare);
            }
        }
    }

    /** The long-term spectrum of a held vowel has its peaks where the formants were asked for. */
    @ParameterizedTest
    @EnumSource(names = {"IY", "EH", "AA", "UW"})
    void vowelsHaveTheirFormants(Phone vowel) {
        PhoneTimeline held = new PhoneTimeline(
                List.of(
                        new PhoneSpan(Phone.SIL, -1, false, 0, 0.2),
                        new PhoneSpan(vowel, 0, true, 0.2, 1.2),
                        new PhoneSpan(Phone.SIL, -1, false, 1.2, 1.4)),
                List.of(new org.viseme.data.Word("x", 0.2, 1.2)),
                35,
                1.4);
        float[] samples = new FormantSynthesizer(VOICE).speak(held, 1).samples();
        for (int formant = 1; formant <= 2; formant++) {
            double wanted = vowel.onsetFormant(formant);
            double low = wanted * (formant == 1 ? 0.5 : 0.85);
            double peak = 0;
            double highest = 0;
            // A window of two periods is wide enough in frequency to blur the harmonics into formants.
            for (double hertz = low; hertz < wanted * (formant == 1 ? 1.4 : 1.15); hertz += 10) {
                double power = 0;
                for (double time = 0.5; time < 0.9; time += 0.003) {
                    power += power(samples, time, 0.018, hertz) * hertz;
                }
                if (power > highest) {
                    highest = power;
                    peak = hertz;
                }
            }
            assertEquals(wanted, peak, 75, vowel + " formant " + formant);
        }
    }

    @Test
    void pitchIsThatOfTheVoice() {
        SyntheticIdentity identity = SyntheticIdentity.random(1).withVoice(new Voice(120, 1, 1, 0.02));
        SyntheticClip clip = SyntheticSpeaker.speak("we saw the river now", ClipSpec.of(identity, 64, 1));
        float[] samples = clip.waveform().samples();
        double sum = 0;
        int count = 0;
        for (PhoneSpan span : clip.phones()) {
            if (span.phone().isVowel()) {
                sum += pitch(samples, span.centreSeconds());
                count++;
            }
        }
        assertEquals(120, sum / count, 12);
    }

    @Test
    void offsetMovesTheSoundExactly() {
        ClipSpec spec = ClipSpec.of(SyntheticIdentity.random(2), 64, 9).withNoise(0.003);
        float[] inStep = SyntheticSpeaker.speak("bin red by g nine again", spec)
                .waveform()
                .samples();
        for (double offset : new double[] {0.12, -0.08}) {
            SyntheticClip moved = SyntheticSpeaker.speak("bin red by g nine again", spec.withOffset(offset));
            float[] samples = moved.waveform().samples();
            int shift = (int) Math.round(offset * RATE);
            assertEquals(inStep.length, samples.length);
            for (int i = 0; i < samples.length; i++) {
                int from = i - shift;
                assertEquals(from >= 0 && from < inStep.length ? inStep[from] : 0f, samples[i]);
            }
        }
    }

    @Test
    void backgroundNoiseHasTheLevelAskedFor() {
        ClipSpec spec = ClipSpec.of(SyntheticIdentity.random(2), 64, 9);
        float[] clean = SyntheticSpeaker.speak("hello father", spec).waveform().samples();
        float[] noisy = SyntheticSpeaker.speak("hello father", spec.withNoise(0.01))
                .waveform()
                .samples();
        float[] noise = new float[clean.length];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = noisy[i] - clean[i];
        }
        assertEquals(0.01, level(noise, 0, noise.length / (double) RATE), 0.001);
    }

    @Test
    void changingOneSoundLeavesTheSoundBeforeItUntouched() {
        SyntheticClip bat = clip("please say bat again", 6);
        SyntheticClip mat = clip("please say mat again", 6);
        int until = (int) ((bat.words().get(2).startSeconds() - 0.04) * RATE);
        float[] one = bat.waveform().samples();
        float[] other = mat.waveform().samples();
        assertArrayEquals(Arrays.copyOf(one, until), Arrays.copyOf(other, until));
        double start = bat.words().get(2).startSeconds();
        float[] difference = new float[one.length];
        for (int i = 0; i < one.length; i++) {
            difference[i] = one[i] - other[i];
        }
        assertTrue(level(difference, start, start + 0.08) > 0.01, "b and m sound different");
        double after = bat.words().get(3).startSeconds() + 0.05;
        assertTrue(level(difference, after, bat.seconds()) < 1e-3, "the rest sounds the same");
    }

    private static SyntheticClip clip(String sentence, long seed) {
        SyntheticIdentity identity = SyntheticIdentity.random(1).withVoice(VOICE);
        return SyntheticSpeaker.speak(sentence, ClipSpec.of(identity, 64, seed));
    }

    private static double energy(float[] samples, double from, double to) {
        double sum = 0;
        for (int i = (int) (from * RATE); i < Math.min(samples.length, (int) (to * RATE)); i++) {
            sum += samples[i] * samples[i];
        }
        return sum;
    }

    private static double level(float[] samples, double from, double to) {
        return Math.sqrt(energy(samples, from, to) / ((to - from) * RATE));
    }

    /** Power below and above 3 kHz. */
    private static double[] bands(float[] samples, double from, double to) {
        double[] sums = new double[2];
        for (double hertz = 100; hertz < 7900; hertz += 50) {
            sums[hertz < 3000 ? 0 : 1] += power(samples, (from + to) / 2, to - from, hertz);
        }
        return sums;
    }

    /** Power at a frequency in a Hann window. */
    private static double power(float[] samples, double centre, double width, double hertz) {
        int from = (int) ((centre - width / 2) * RATE);
        int length = (int) (width * RATE);
        double re = 0;
        double im = 0;
        for (int i = 0; i < length; i++) {
            double x = samples[from + i] * (0.5 - 0.5 * Math.cos(2 * Math.PI * i / length));
            re += x * Math.cos(2 * Math.PI * hertz * i / RATE);
            im += x * Math.sin(2 * Math.PI * hertz * i / RATE);
        }
        return re * re + im * im;
    }

    /** The lag of the highest autocorrelation between 70 and 250 Hz, as a frequency. */
    private static double pitch(float[] samples, double centre) {
        int from = (int) ((centre - 0.02) * RATE);
        double highest = Double.NEGATIVE_INFINITY;
        int best = 0;
        for (int lag = RATE / 250; lag < RATE / 70; lag++) {
            double sum = 0;
            for (int i = 0; i < RATE * 0.03; i++) {
                sum += samples[from + i] * samples[from + i + lag];
            }
            if (sum > highest) {
                highest = sum;
                best = lag;
            }
        }
        return RATE / (double) best;
    }
}
