package org.viseme.data.prepare;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.viseme.data.ClipMedia;
import org.viseme.face.FaceCrop;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * How well faces fit the sound at each offset. Stretches may overlap in time; all are compared in one pass over the frames,
 * since a long talk of two has a new pair of them in each shot.
 */
final class FaceCurves {
    private static final int CROP = 96;
    private static final double SOUND_MARGIN_SECONDS = 0.6;

    private FaceCurves() {}

    /** The curve of each stretch. */
    static Map<Stretch, SyncCurve> of(
            Collection<Stretch> stretches, FrameRow frames, ClipMedia media, SyncScorer scorer) {
        Deque<Stretch> coming = new ArrayDeque<>(stretches.stream()
                .sorted(Comparator.comparingInt(Stretch::first))
                .toList());
        Map<Stretch, SyncCurve> curves = new HashMap<>();
        List<Watched> watched = new ArrayList<>();
        try {
            for (int number = 0; !coming.isEmpty() || !watched.isEmpty(); number++) {
                while (!coming.isEmpty() && coming.getFirst().first() == number) {
                    watched.add(new Watched(coming.removeFirst(), media, scorer.begin()));
                }
                RgbImage frame = watched.isEmpty() ? null : frames.frame(number);
                for (Watched face : List.copyOf(watched)) {
                    face.look(frame, number);
                    if (number + 1 == face.stretch.first() + face.stretch.count()) {
                        curves.put(face.stretch, face.session.compare(face.sound, face.before));
                        watched.remove(face);
                        face.session.close();
                    }
                }
            }
        } finally {
            watched.forEach(face -> face.session.close());
        }
        return curves;
    }

    /** A face whose mouth is being compared with the sound. */
    private static final class Watched {
        private final Stretch stretch;
        private final SyncScorer.Session session;
        private final double before;
        private final Waveform sound;

        /** Takes its sound at once, so that sounds are asked for in ascending order. */
        Watched(Stretch stretch, ClipMedia media, SyncScorer.Session session) {
            this.stretch = stretch;
            this.session = session;
            double from = stretch.first() / (double) ClipMedia.FPS;
            double to = (stretch.first() + stretch.count()) / (double) ClipMedia.FPS;
            this.before = Math.min(from, SOUND_MARGIN_SECONDS);
            this.sound = media.sound(from - before, to + SOUND_MARGIN_SECONDS);
        }

        void look(RgbImage frame, int number) {
            session.frame(FaceCrop.of(frame, stretch.track().box(number), CROP), Optional.empty());
        }
    }
}
