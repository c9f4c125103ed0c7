package org.viseme.data.synthetic;

import java.util.Arrays;
import java.util.List;

/**
 * The synthesizer's controls over time, one value a millisecond: formants, and how loud each source is. Targets are set
 * phone by phone and then smoothed, slower for what tongue and jaw do (formants), faster for what opens and closes.
 */
final class AcousticTracks {
    static final int RATE = 1000;
    private static final double FORMANT_SMOOTHING = 0.060;
    private static final double LEVEL_SMOOTHING = 0.018;
    private static final double BURST_SECONDS = 0.012;

    final float[][] formant;
    final float[] voicing;
    final float[] aspiration;
    final float[] friction;
    final float[] frictionHertz;
    final float[] frictionWidth;
    final float[] nasality;

    private AcousticTracks(int columns) {
        formant = new float[3][columns];
        voicing = new float[columns];
        aspiration = new float[columns];
        friction = new float[columns];
        frictionHertz = new float[columns];
        frictionWidth = new float[columns];
        nasality = new float[columns];
        Arrays.fill(frictionHertz, 4000);
        Arrays.fill(frictionWidth, 2000);
    }

    int columns() {
        return voicing.length;
    }

    static AcousticTracks of(List<PhoneSpan> spans, double seconds) {
        AcousticTracks tracks = new AcousticTracks((int) Math.ceil(seconds * RATE) + 1);
        for (int i = 0; i < spans.size(); i++) {
            tracks.setFormants(spans, i);
        }
        for (float[] formant : tracks.formant) {
            smooth(formant, FORMANT_SMOOTHING);
        }
        for (PhoneSpan span : spans) {
            tracks.setVoice(span);
        }
        smooth(tracks.voicing, LEVEL_SMOOTHING);
        smooth(tracks.aspiration, LEVEL_SMOOTHING);
        smooth(tracks.friction, LEVEL_SMOOTHING);
        smooth(tracks.nasality, LEVEL_SMOOTHING);
        for (PhoneSpan span : spans) {
            tracks.setClosure(span);
        }
        return tracks;
    }

    private void setFormants(List<PhoneSpan> spans, int index) {
        PhoneSpan span = spans.get(index);
        Phone phone = span.phone();
        int from = column(span.startSeconds());
        int to = column(span.endSeconds());
        double neighbours = neighbourShare(phone);
        for (int f = 0; f < 3; f++) {
            double start = phone.onsetFormant(f + 1);
            double end = phone.offsetFormant(f + 1);
            if (neighbours > 0) {
                double near = neighbour(spans, index, f + 1, start);
                double share = f == 0 && phone.manner() != Phone.Manner.SILENCE ? neighbours * 0.4 : neighbours;
                start = Curves.mix(start, near, share);
                end = start;
            }
            for (int i = from; i < to; i++) {
                double t = (i - from) / (double) (to - from);
                formant[f][i] = (float) Curves.mix(start, end, Curves.smooth(0.15, 0.85, t));
            }
        }
    }

    /** How much of its formants a phone takes from the vowel beside it. */
    private static double neighbourShare(Phone phone) {
        return switch (phone.manner()) {
            case SILENCE, ASPIRATE -> 1;
            case STOP -> phone.viseme() == Viseme.VELAR ? 0.55 : 0.35;
            case FRICATIVE, AFFRICATE -> 0.3;
            case NASAL -> 0.15;
            default -> 0;
        };
    }

    private static double neighbour(List<PhoneSpan> spans, int index, int formant, double otherwise) {
        for (int i = index + 1; i < Math.min(index + 3, spans.size()); i++) {
            if (spans.get(i).phone().isVowel()) {
                return spans.get(i).phone().onsetFormant(formant);
            }
        }
        for (int i = index - 1; i >= Math.max(0, index - 2); i--) {
            if (spans.get(i).phone().isVowel()) {
                return spans.get(i).phone().offsetFormant(formant);
            }
        }
        return otherwise;
    }

    private void setVoice(PhoneSpan span) {
        Phone phone = span.phone();
        double start = span.startSeconds();
        double end = span.endSeconds();
        switch (phone.manner()) {
            case VOWEL -> fill(voicing, start, end, span.stressed() ? 1.0 : 0.75);
            case APPROXIMANT -> fill(voicing, start, end, 0.62);
            case NASAL -> {
                fill(voicing, start, end, 0.55);
                fill(nasality, start, end, 1);
            }
            case ASPIRATE -> fill(aspiration, start, end, 0.8);
            case FRICATIVE -> {
                Friction noise = Friction.of(phone);
                fill(friction, start, end, noise.level() * (phone.voiced() ? 0.6 : 1));
                setFriction(start - 0.01, end + 0.01, noise);
                fill(voicing, start, end, phone.voiced() ? 0.3 : 0);
            }
            case AFFRICATE -> {
                Friction noise = Friction.of(phone);
                fill(friction, span.at(0.45), end, noise.level() * (phone.voiced() ? 0.7 : 1));
                setFriction(start, end + 0.01, noise);
                fill(voicing, start, span.at(0.4), phone.voiced() ? 0.10 : 0);
            }
            case STOP -> {
                fill(voicing, start, span.at(0.5), phone.voiced() ? 0.10 : 0);
                if (phone.voiced()) {
                    fill(voicing, span.at(0.75), end, 0.5);
                } else {
                    fill(aspiration, span.at(0.66), end + 0.012, 0.5);
                }
                setFriction(start, end, Friction.of(phone));
            }
            default -> {
                // silence: every source stays at 0
            }
        }
    }

    /** What is abrupt, set after the smoothing: nothing but a voice bar passes a closure, and it ends in a burst. */
    private void setClosure(PhoneSpan span) {
        Phone phone = span.phone();
        boolean stop = phone.manner() == Phone.Manner.STOP;
        if (!stop && phone.manner() != Phone.Manner.AFFRICATE) {
            return;
        }
        int from = column(span.at(0.12));
        int release = column(span.at(stop ? 0.6 : 0.42));
        for (int i = from; i < release; i++) {
            voicing[i] = Math.min(voicing[i], phone.voiced() ? 0.10f : 0);
            aspiration[i] = 0;
            friction[i] = 0;
            // A closed tract lets only the lowest resonance through.
            formant[0][i] = Math.min(formant[0][i], 220);
        }
        int end = Math.min(columns(), release + (int) (BURST_SECONDS * RATE));
        double level = Friction.of(phone).level() * (stop ? 1.4 : 1);
        for (int i = release; i < end; i++) {
            friction[i] = (float) Math.max(friction[i], level * (1 - 0.5 * (i - release) / (end - release)));
        }
    }

    private void setFriction(double start, double end, Friction noise) {
        fill(frictionHertz, start, end, noise.hertz());
        fill(frictionWidth, start, end, noise.width());
    }

    private void fill(float[] track, double start, double end, double value) {
        Arrays.fill(track, column(start), column(end), (float) value);
    }

    private int column(double seconds) {
        return Math.clamp(Math.round(seconds * RATE), 0, columns());
    }

    private static void smooth(float[] track, double seconds) {
        int radius = (int) (seconds * RATE / 2);
        double[] window = new double[2 * radius + 1];
        double sum = 0;
        for (int i = 0; i < window.length; i++) {
            window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 1) / (window.length + 1));
            sum += window[i];
        }
        float[] source = track.clone();
        for (int i = 0; i < track.length; i++) {
            double value = 0;
            for (int k = 0; k < window.length; k++) {
                value += window[k] * source[Math.clamp(i + (long) k - radius, 0, track.length - 1)];
            }
            track[i] = (float) (value / sum);
        }
    }
}
