package org.viseme.data.synthetic;

import java.util.SplittableRandom;
import org.viseme.media.Waveform;

/**
 * Speech from a phone timeline: a glottal pulse train and breath noise through a cascade of formant resonators with a
 * nasal pole and zero, and friction noise through a band of its own beside it (the cascade/parallel design of Klatt,
 * JASA 67, 1980, with fewer controls). The level is fixed, not normalised, so that a change in one phone leaves the
 * sound before it untouched.
 */
public final class FormantSynthesizer {
    private static final double[] HIGH_FORMANTS = {3500, 4500, 5500, 6500};
    private static final double[] HIGH_BANDWIDTHS = {180, 260, 400, 600};
    private static final double[] LOW_BANDWIDTHS = {70, 95, 140};
    private static final double OPEN_PHASE = 0.42;
    private static final double CLOSING_PHASE = 0.18;

    private final int sampleRate;
    private final Voice voice;

    public FormantSynthesizer(Voice voice) {
        this(voice, Waveform.SPEECH_RATE);
    }

    FormantSynthesizer(Voice voice, int sampleRate) {
        this.voice = voice;
        this.sampleRate = sampleRate;
    }

    /** The sentence as sound, {@code timeline.seconds()} long, at 16 kHz, without background noise. */
    public Waveform speak(PhoneTimeline timeline, long seed) {
        AcousticTracks tracks = AcousticTracks.of(timeline.phones(), timeline.seconds());
        PitchContour pitch = new PitchContour(timeline, voice.pitchHertz(), seed);
        SplittableRandom random = new SplittableRandom(SeededDraw.seedFor(seed, "breath and friction"));
        Resonator[] formants = resonators(LOW_BANDWIDTHS.length + HIGH_FORMANTS.length);
        for (int i = 0; i < HIGH_FORMANTS.length; i++) {
            double hertz = Math.min(HIGH_FORMANTS[i] * voice.tractScale(), sampleRate * 0.48);
            formants[LOW_BANDWIDTHS.length + i].tune(hertz, HIGH_BANDWIDTHS[i], sampleRate);
        }
        Resonator nasalPole = new Resonator();
        Resonator nasalZero = new Resonator();
        Resonator friction = new Resonator();
        float[] samples = new float[(int) Math.round(timeline.seconds() * sampleRate)];
        int step = sampleRate / AcousticTracks.RATE;
        double phase = 0;
        double increment = 0;
        double lastFlow = 0;
        double tilt = 0;
        double previous = 0;
        for (int n = 0; n < samples.length; n++) {
            int t = n / step;
            if (n % step == 0) {
                increment = pitch.at(t / (double) AcousticTracks.RATE) / sampleRate;
                double nasal = tracks.nasality[t];
                for (int f = 0; f < LOW_BANDWIDTHS.length; f++) {
                    double width = LOW_BANDWIDTHS[f] * (1 + 1.2 * nasal) * (1 + 0.8 * voice.breath());
                    formants[f].tune(tracks.formant[f][t] * voice.tractScale(), width, sampleRate);
                }
                nasalPole.tune(270, 100, sampleRate);
                nasalZero.tune(270 + 230 * nasal, 100, sampleRate);
                friction.tune(tracks.frictionHertz[t], tracks.frictionWidth[t], sampleRate);
            }
            double noise = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
            phase += increment;
            phase -= Math.floor(phase);
            double flow = flow(phase);
            double pulse = (flow - lastFlow) / (increment * 8);
            lastFlow = flow;
            tilt += 0.6 * (pulse - tilt);
            double breath = noise * (voice.breath() * tracks.voicing[t] * (0.3 + flow) + 0.35 * tracks.aspiration[t]);
            double source = tilt * tracks.voicing[t] + breath * 0.5;
            double sound = nasalPole.resonate(nasalZero.antiResonate(source));
            for (Resonator formant : formants) {
                sound = formant.resonate(sound);
            }
            double hiss = friction.band(noise) * tracks.friction[t];
            // Friction of voiced consonants comes in puffs, with the voice.
            hiss *= tracks.voicing[t] > 0.05 ? 0.6 + 0.8 * flow : 1;
            double out = 0.16 * sound + 0.22 * hiss;
            samples[n] = (float) limited(0.94 * out + 0.06 * previous);
            previous = out;
        }
        return new Waveform(samples, sampleRate);
    }

    /** Rosenberg's glottal flow over one period: opens slowly, closes fast, stays closed. */
    private static double flow(double phase) {
        if (phase < OPEN_PHASE) {
            return 0.5 - 0.5 * Math.cos(Math.PI * phase / OPEN_PHASE);
        }
        double closing = (phase - OPEN_PHASE) / CLOSING_PHASE;
        return closing < 1 ? Math.cos(Math.PI / 2 * closing) : 0;
    }

    /** Leaves quiet sound as it is and bends loud peaks so that they stay below full scale. */
    private static double limited(double x) {
        double magnitude = Math.abs(x);
        return magnitude < 0.5 ? x : Math.signum(x) * (0.5 + 0.45 * Math.tanh((magnitude - 0.5) / 0.45));
    }

    private static Resonator[] resonators(int count) {
        Resonator[] all = new Resonator[count];
        for (int i = 0; i < count; i++) {
            all[i] = new Resonator();
        }
        return all;
    }
}
