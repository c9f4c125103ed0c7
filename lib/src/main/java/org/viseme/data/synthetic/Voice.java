package org.viseme.data.synthetic;

/**
 * What makes one speaker sound unlike another.
 *
 * @param pitchHertz mean fundamental frequency
 * @param tractScale factor on all formants: above 1 for a shorter vocal tract
 * @param rate speaking rate, 1 is the usual one, 1.2 a fifth faster
 * @param breath share of breath noise in voiced sounds, 0 to 1
 */
public record Voice(double pitchHertz, double tractScale, double rate, double breath) {
    /** A voice from a seed: low ones come with long vocal tracts. */
    public static Voice random(long seed) {
        SeededDraw draw = SeededDraw.of(seed, "voice");
        double high = draw.between(0, 1);
        double pitch = 95 * Math.pow(2.25, high) * draw.between(0.93, 1.07);
        double scale = (0.96 + 0.18 * high) * draw.between(0.97, 1.03);
        return new Voice(pitch, scale, draw.between(0.88, 1.12), draw.between(0.02, 0.12));
    }

    /** The same voice, speaking slower or faster. */
    public Voice withRate(double newRate) {
        return new Voice(pitchHertz, tractScale, newRate, breath);
    }
}
