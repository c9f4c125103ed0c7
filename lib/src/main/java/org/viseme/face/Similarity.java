package org.viseme.face;

import java.util.List;

/**
 * A turn, a scale and a shift: {@code x' = a x - b y + c}, {@code y' = b x + a y + d}.
 */
record Similarity(double a, double b, double c, double d) {
    /** The one that brings points closest to as many others, by the sum of squared distances. */
    static Similarity between(List<Point> from, List<Point> to) {
        int count = from.size();
        Point centre = mean(from);
        Point target = mean(to);
        double squares = 0;
        double along = 0;
        double across = 0;
        for (int i = 0; i < count; i++) {
            double x = from.get(i).x() - centre.x();
            double y = from.get(i).y() - centre.y();
            double u = to.get(i).x() - target.x();
            double v = to.get(i).y() - target.y();
            squares += x * x + y * y;
            along += x * u + y * v;
            across += x * v - y * u;
        }
        if (squares == 0) {
            throw new IllegalArgumentException("points of a face that are all at one place");
        }
        double a = along / squares;
        double b = across / squares;
        return new Similarity(
                a, b, target.x() - a * centre.x() + b * centre.y(), target.y() - b * centre.x() - a * centre.y());
    }

    private static Point mean(List<Point> points) {
        return new Point(
                points.stream().mapToDouble(Point::x).average().orElseThrow(),
                points.stream().mapToDouble(Point::y).average().orElseThrow());
    }

    Point apply(Point point) {
        return new Point(a * point.x() - b * point.y() + c, b * point.x() + a * point.y() + d);
    }

    /** This one, followed by a shift. */
    Similarity moved(double dx, double dy) {
        return new Similarity(a, b, c + dx, d + dy);
    }

    /** This one, followed by an enlargement. */
    Similarity scaled(double factor) {
        return new Similarity(a * factor, b * factor, c * factor, d * factor);
    }

    double scale() {
        return Math.hypot(a, b);
    }

    Point invert(Point point) {
        double squares = a * a + b * b;
        double x = point.x() - c;
        double y = point.y() - d;
        return new Point((a * x + b * y) / squares, (a * y - b * x) / squares);
    }
}
