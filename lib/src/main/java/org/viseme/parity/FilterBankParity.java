package org.viseme.parity;

import java.util.List;
import org.viseme.audio.Features;
import org.viseme.audio.LogFilterBank;
import org.viseme.audio.Mfcc;
import org.viseme.media.Waveform;

/** What AV-HuBERT and SyncNet hear. */
final class FilterBankParity {
    /** The largest value of a 16-bit sample and one: what full scale is multiplied by. */
    private static final float FULL_SCALE = 32768;

    /** A difference in the last digits of a sine may round a sample to the next whole number, as the fixtures say. */
    private static final double SAMPLE_TOLERANCE = 1;

    private FilterBankParity() {}

    static List<Comparison> logFilterBank(Fixture fixture) {
        Waveform sound = storedSound(fixture);
        Features stacked = LogFilterBank.avHubert(sound);
        int bins = fixture.expected().get("filterbank").toFloats().length / LogFilterBank.FILTERS;
        float[] filters = new float[LogFilterBank.FILTERS * bins];
        for (int i = 0; i < filters.length; i++) {
            filters[i] = (float) LogFilterBank.weight(i / bins, i % bins);
        }
        return List.of(
                samples(fixture),
                fixture.compare("logfbank", LogFilterBank.of(sound).values()),
                fixture.compare("stacked", stacked.values()),
                fixture.compare("normalised", stacked.normalised().values()),
                fixture.compare("filterbank", filters));
    }

    static List<Comparison> mfcc(Fixture fixture) {
        Features mfcc = Mfcc.of(storedSound(fixture));
        float[] energies = new float[mfcc.time()];
        for (int i = 0; i < energies.length; i++) {
            energies[i] = mfcc.at(i, 0);
        }
        return List.of(
                samples(fixture),
                fixture.compare("mfcc", mfcc.transposedWindow(0, mfcc.time())),
                fixture.compare("window3", mfcc.transposedWindow(3 * 4, 20)),
                fixture.compare("fbank_energy", energies));
    }

    /** The 16-bit samples that the reference was given. */
    private static Waveform storedSound(Fixture fixture) {
        float[] samples = fixture.expected().get("samples").toFloats();
        for (int i = 0; i < samples.length; i++) {
            samples[i] /= FULL_SCALE;
        }
        return new Waveform(samples, Waveform.SPEECH_RATE);
    }

    private static Comparison samples(Fixture fixture) {
        float[] samples =
                MelParity.signal(fixture.manifest().path("samples").asInt()).samples();
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) Math.floor(samples[i] * 20_000.0 + 0.5);
        }
        return fixture.compare("samples", samples, SAMPLE_TOLERANCE);
    }
}
