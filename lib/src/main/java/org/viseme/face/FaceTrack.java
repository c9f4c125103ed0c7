package org.viseme.face;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * One face through a video. Frame numbers count from the start of the video; before {@link #firstFrame} and after
 * {@link #lastFrame} the face is absent. The boxes and landmarks are smoothed over time.
 */
public final class FaceTrack {
    /** What is known about the face in a frame. */
    public enum State {
        /** The detector saw it. */
        FOUND,
        /** The detector missed it for a moment; the box is interpolated. */
        BRIDGED,
        /** It is not there, or was missed for too long. */
        ABSENT
    }

    private final int firstFrame;
    private final List<State> states;
    private final Box[] boxes;
    private final Landmarks[] landmarks;

    /**
     * @param states one a frame from {@code firstFrame} on
     * @param boxes as many; null exactly where the state is {@code ABSENT}
     * @param landmarks as many, null where the box is; or none at all
     */
    FaceTrack(int firstFrame, List<State> states, Box[] boxes, Landmarks[] landmarks) {
        this.firstFrame = firstFrame;
        this.states = List.copyOf(states);
        this.boxes = boxes.clone();
        this.landmarks = landmarks.clone();
        for (int i = 0; i < boxes.length; i++) {
            if ((boxes[i] == null) != (states.get(i) == State.ABSENT)) {
                throw new IllegalArgumentException("box and state disagree at frame " + (firstFrame + i));
            }
        }
    }

    public int firstFrame() {
        return firstFrame;
    }

    public int lastFrame() {
        return firstFrame + boxes.length - 1;
    }

    public State state(int frame) {
        int at = frame - firstFrame;
        return at < 0 || at >= boxes.length ? State.ABSENT : states.get(at);
    }

    /**
     * Where the face is.
     *
     * @throws NullPointerException when the face is absent in that frame
     */
    public Box box(int frame) {
        return Objects.requireNonNull(state(frame) == State.ABSENT ? null : boxes[frame - firstFrame], "face absent");
    }

    /**
     * Points of the face; none when its detections did not all have the same number of them.
     *
     * @throws NullPointerException when the face is absent in that frame
     */
    public Landmarks landmarks(int frame) {
        box(frame);
        return landmarks.length == 0 ? Landmarks.NONE : landmarks[frame - firstFrame];
    }

    /** The number of frames with this state between the first and the last frame of the track. */
    public int count(State state) {
        return (int) states.stream().filter(s -> s == state).count();
    }

    /** The areas of all its boxes together, in square pixels: what "largest" compares. */
    public double accumulatedArea() {
        double sum = 0;
        for (Box box : boxes) {
            sum += box == null ? 0 : box.area();
        }
        return sum;
    }

    /** The mean area of its boxes, in square pixels. */
    public double meanArea() {
        return accumulatedArea() / (count(State.FOUND) + count(State.BRIDGED));
    }

    /** The mean of its boxes. */
    public Box meanBox() {
        return Box.mean(Arrays.stream(boxes).filter(Objects::nonNull).toList());
    }

    /** Whether there is a frame in which both faces are present. */
    public boolean meets(FaceTrack other) {
        for (int frame = Math.max(firstFrame, other.firstFrame);
                frame <= Math.min(lastFrame(), other.lastFrame());
                frame++) {
            if (state(frame) != State.ABSENT && other.state(frame) != State.ABSENT) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "FaceTrack[frames " + firstFrame + " to " + lastFrame() + ", found " + count(State.FOUND) + ", bridged "
                + count(State.BRIDGED) + ", " + meanBox() + "]";
    }
}
