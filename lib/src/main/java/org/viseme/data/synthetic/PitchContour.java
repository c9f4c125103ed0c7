package org.viseme.data.synthetic;

import java.util.ArrayList;
import java.util.List;

/**
 * Fundamental frequency over a sentence: declination from 1.10 to 0.86 of the voice's mean, an accent on stressed
 * vowels, a final fall, and a slow unsteadiness. It depends on times, stress and seed, not on which phones are said.
 */
final class PitchContour {
    private record Accent(double seconds, double width, double height) {}

    private final double hertz;
    private final double start;
    private final double end;
    private final double[] phase;
    private final List<Accent> accents = new ArrayList<>();

    PitchContour(PhoneTimeline timeline, double hertz, long seed) {
        SeededDraw draw = SeededDraw.of(seed, "pitch");
        this.hertz = hertz;
        this.start = timeline.words().getFirst().startSeconds();
        this.end = timeline.words().getLast().endSeconds();
        this.phase = new double[] {draw.between(0, 6.28), draw.between(0, 6.28)};
        for (PhoneSpan span : timeline.phones()) {
            if (span.stressed()) {
                accents.add(new Accent(span.at(0.4), 0.6 * span.seconds() + 0.05, draw.between(0.03, 0.16)));
            }
        }
    }

    /** Hertz at a time in seconds. */
    double at(double seconds) {
        double progress = Math.clamp((seconds - start) / (end - start), 0.0, 1.0);
        double factor = 1.10 - 0.24 * progress - 0.08 * Curves.smooth(0.85, 1, progress);
        for (Accent accent : accents) {
            factor += accent.height() * Curves.bell(seconds - accent.seconds(), accent.width());
        }
        factor += 0.008 * Math.sin(2 * Math.PI * 3.1 * seconds + phase[0]);
        factor += 0.006 * Math.sin(2 * Math.PI * 5.3 * seconds + phase[1]);
        return hertz * factor;
    }
}
