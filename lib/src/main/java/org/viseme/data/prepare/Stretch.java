package org.viseme.data.prepare;

import java.util.ArrayList;
import java.util.List;
import org.viseme.data.Pieces;
import org.viseme.face.Box;
import org.viseme.face.FaceTrack;
import org.viseme.face.FaceTrack.State;

/**
 * Consecutive frames in which a face is there.
 *
 * @param first its first frame in the source
 * @param count number of frames
 * @param faces how many faces of a similar size the source shows at that time, this one included
 */
record Stretch(FaceTrack track, int first, int count, int faces) {
    /** The stretches of a track without an interruption, at least so many frames long. */
    static List<Stretch> of(FaceTrack track, int least, int faces) {
        List<Stretch> stretches = new ArrayList<>();
        int start = track.firstFrame();
        for (int frame = start; frame <= track.lastFrame() + 1; frame++) {
            if (track.state(frame) == State.ABSENT) {
                if (frame - start >= least) {
                    stretches.add(new Stretch(track, start, frame - start, faces));
                }
                start = frame + 1;
            }
        }
        return stretches;
    }

    /** Equal pieces of at most so many frames. */
    List<Stretch> pieces(int longest) {
        return pieces(new Pieces(longest, 0));
    }

    List<Stretch> pieces(Pieces cut) {
        return cut.of(count).stream()
                .map(part -> new Stretch(track, first + part.first(), part.count(), faces))
                .toList();
    }

    List<Box> boxes() {
        List<Box> boxes = new ArrayList<>();
        for (int frame = first; frame < first + count; frame++) {
            boxes.add(track.box(frame));
        }
        return boxes;
    }

    Box meanBox() {
        return Box.mean(boxes());
    }
}
