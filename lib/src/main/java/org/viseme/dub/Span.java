package org.viseme.dub;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/** A stretch of time, in seconds. */
public record Span(double fromSeconds, double toSeconds) {
    /** The stretches made of those frames of a video for which something holds. */
    static List<Span> where(IntPredicate holds, int frames, double fps) {
        List<Span> spans = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= frames; i++) {
            boolean here = i < frames && holds.test(i);
            if (here && start < 0) {
                start = i;
            } else if (!here && start >= 0) {
                spans.add(new Span(start / fps, i / fps));
                start = -1;
            }
        }
        return spans;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f-%.2f s", fromSeconds, toSeconds);
    }
}
