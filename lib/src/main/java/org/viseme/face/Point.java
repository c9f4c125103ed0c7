package org.viseme.face;

/** A place in a picture, in pixels from its top left corner; a pixel's centre lies at half coordinates. */
public record Point(double x, double y) {
    /** The point part of the way ({@code share} 0 to 1) from this one to another. */
    public Point towards(Point other, double share) {
        return new Point(x + (other.x - x) * share, y + (other.y - y) * share);
    }

    public double distance(Point other) {
        return Math.hypot(other.x - x, other.y - y);
    }
}
