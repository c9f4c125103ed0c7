package org.viseme.data.synthetic;

/**
 * Who speaks: face, colours, hair, light and voice. The light and the background belong to it, as a speaker of a corpus
 * is recorded in one place.
 *
 * @param hairLength 0 cropped, to 1 down to the shoulders
 * @param hairline height of the hairline over the brows as a factor, about 1
 */
public record SyntheticIdentity(
        long seed,
        FaceShape shape,
        FaceColours colours,
        double hairLength,
        double hairline,
        Lighting lighting,
        Voice voice) {
    /** Some identity; the same seed gives the same one. */
    public static SyntheticIdentity random(long seed) {
        SeededDraw draw = SeededDraw.of(seed, "identity");
        return new SyntheticIdentity(
                seed,
                FaceShape.random(seed),
                FaceColours.random(seed),
                draw.chance(0.5) ? draw.between(0, 0.2) : draw.between(0.3, 1),
                draw.between(0.92, 1.08),
                Lighting.random(seed),
                Voice.random(seed));
    }

    /** A short name, unique for a seed. */
    public String name() {
        return "speaker-" + seed;
    }

    public SyntheticIdentity withVoice(Voice other) {
        return new SyntheticIdentity(seed, shape, colours, hairLength, hairline, lighting, other);
    }
}
