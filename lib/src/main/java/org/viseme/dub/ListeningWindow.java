package org.viseme.dub;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a long speech that is heard at once. Parts overlap, and what a part tells of the frames next to where it was cut
 * is left to its neighbour.
 *
 * @param from the first frame that is heard
 * @param to behind the last one
 * @param keptFrom the first frame of which this part tells
 * @param keptTo behind the last one
 */
record ListeningWindow(int from, int to, int keptFrom, int keptTo) {
    /**
     * Parts that tell of each frame once, in order; one alone where the speech is short enough.
     *
     * @param frames of the speech
     * @param length frames that are heard at once, at most
     * @param margin frames on each side that a part hears and does not tell of, except where the speech begins or ends
     */
    static List<ListeningWindow> over(int frames, int length, int margin) {
        if (margin < 0 || length <= 2 * margin) {
            throw new IllegalArgumentException("margins of " + margin + " in windows of " + length);
        }
        List<ListeningWindow> windows = new ArrayList<>();
        for (int kept = 0; kept < frames; kept = windows.getLast().keptTo()) {
            int from = Math.max(0, Math.min(kept - margin, frames - length));
            int to = Math.min(frames, from + length);
            windows.add(new ListeningWindow(from, to, kept, to == frames ? frames : to - margin));
        }
        return windows;
    }

    int frames() {
        return to - from;
    }
}
