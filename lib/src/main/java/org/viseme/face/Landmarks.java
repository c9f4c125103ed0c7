package org.viseme.face;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Points of one face, in pixels of the frame; a pixel's centre lies at half coordinates. There are
 *
 * <ul>
 *   <li>none, or
 *   <li>{@value #FIVE}, as YuNet gives them: right eye, left eye, tip of the nose, right and left corner of the mouth, or
 *   <li>{@value #SIXTY_EIGHT}, as iBUG 300-W numbers them: jaw 0 to 16, brows to 26, nose to 35, eyes 36 to 41 and 42 to
 *       47, outer lips 48 to 59, inner lips to 67.
 * </ul>
 *
 * In both, what is on the person's right (on the left of the picture) comes first.
 */
public final class Landmarks {
    public static final int FIVE = 5;
    public static final int SIXTY_EIGHT = 68;

    /** No points. */
    public static final Landmarks NONE = new Landmarks(new double[0]);

    private static final int NOSE_TIP = 30;
    private static final int RIGHT_EYE = 36;
    private static final int LEFT_EYE = 42;
    private static final int MOUTH = 48;
    private static final int LEFT_MOUTH_CORNER = 54;

    private final double[] xy;

    private Landmarks(double[] xy) {
        this.xy = xy;
    }

    /**
     * @param xy x and y of each point in turn
     */
    public static Landmarks of(double... xy) {
        int count = xy.length / 2;
        if (xy.length % 2 != 0 || count != 0 && count != FIVE && count != SIXTY_EIGHT) {
            throw new IllegalArgumentException(xy.length + " coordinates, not those of 0, 5 or 68 points");
        }
        return count == 0 ? NONE : new Landmarks(xy.clone());
    }

    /** Number of points: 0, 5 or 68. */
    public int count() {
        return xy.length / 2;
    }

    public boolean isEmpty() {
        return xy.length == 0;
    }

    public double x(int point) {
        return xy[2 * point];
    }

    public double y(int point) {
        return xy[2 * point + 1];
    }

    public Point point(int point) {
        return new Point(x(point), y(point));
    }

    /** The mean of the points from one index to before another. */
    public Point mean(int from, int to) {
        double x = 0;
        double y = 0;
        for (int i = from; i < to; i++) {
            x += x(i);
            y += y(i);
        }
        return new Point(x / (to - from), y / (to - from));
    }

    /** The mean of the twenty points of the lips; of five points, the middle between the corners of the mouth. */
    public Point mouth() {
        return count() == FIVE ? mean(3, 5) : mean(MOUTH, SIXTY_EIGHT);
    }

    /** The five points that these ones contain; an eye is the mean of its six points. */
    public Landmarks five() {
        if (count() <= FIVE) {
            return this;
        }
        Point right = mean(RIGHT_EYE, LEFT_EYE);
        Point left = mean(LEFT_EYE, MOUTH);
        return of(
                right.x(),
                right.y(),
                left.x(),
                left.y(),
                x(NOSE_TIP),
                y(NOSE_TIP),
                x(MOUTH),
                y(MOUTH),
                x(LEFT_MOUTH_CORNER),
                y(LEFT_MOUTH_CORNER));
    }

    /** The same face in a picture that is larger by a factor. */
    public Landmarks scaled(double factor) {
        double[] scaled = new double[xy.length];
        for (int i = 0; i < xy.length; i++) {
            scaled[i] = xy[i] * factor;
        }
        return of(scaled);
    }

    public Landmarks moved(double dx, double dy) {
        double[] moved = new double[xy.length];
        for (int i = 0; i < xy.length; i++) {
            moved[i] = xy[i] + (i % 2 == 0 ? dx : dy);
        }
        return of(moved);
    }

    /** The points part of the way ({@code share} 0 to 1) from these to as many others. */
    public Landmarks towards(Landmarks other, double share) {
        if (other.xy.length != xy.length) {
            throw new IllegalArgumentException(other.count() + " points, not " + count());
        }
        double[] between = new double[xy.length];
        for (int i = 0; i < xy.length; i++) {
            between[i] = xy[i] + (other.xy[i] - xy[i]) * share;
        }
        return of(between);
    }

    /** The mean of several faces with as many points each. */
    static Landmarks mean(List<Landmarks> faces) {
        double[] sums = new double[faces.getFirst().xy.length];
        for (Landmarks face : faces) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += face.xy[i];
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= faces.size();
        }
        return of(sums);
    }

    /** x and y of each point in turn. */
    public double[] toArray() {
        return xy.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Landmarks landmarks && Arrays.equals(xy, landmarks.xy);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(xy);
    }

    @Override
    public String toString() {
        return isEmpty()
                ? "Landmarks[none]"
                : String.format(
                        Locale.ROOT, "Landmarks[%d points, mouth at %.1f, %.1f]", count(), mouth().x(), mouth().y());
    }
}
