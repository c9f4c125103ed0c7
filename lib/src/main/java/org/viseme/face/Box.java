package org.viseme.face;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A rectangle in a picture, in pixels; (x, y) is its top left corner. Every detector of this package draws a face the
 * same way: ear to ear, from the middle of the forehead to just below the chin.
 */
public record Box(double x, double y, double width, double height) {
    /** The mean of boxes, at least one. */
    public static Box mean(List<Box> boxes) {
        return new Box(mean(boxes, Box::x), mean(boxes, Box::y), mean(boxes, Box::width), mean(boxes, Box::height));
    }

    private static double mean(List<Box> boxes, ToDoubleFunction<Box> value) {
        return boxes.stream().mapToDouble(value).average().orElseThrow();
    }

    public double centreX() {
        return x + width / 2;
    }

    public double centreY() {
        return y + height / 2;
    }

    public double area() {
        return width * height;
    }

    /** Intersection over union, 0 to 1. */
    public double overlap(Box other) {
        double both = intersection(other);
        return both / (area() + other.area() - both);
    }

    /** The share of the smaller box that lies in the other one, 0 to 1. */
    public double covered(Box other) {
        return intersection(other) / Math.min(area(), other.area());
    }

    private double intersection(Box other) {
        double w = Math.min(x + width, other.x + other.width) - Math.max(x, other.x);
        double h = Math.min(y + height, other.y + other.height) - Math.max(y, other.y);
        return Math.max(0, w) * Math.max(0, h);
    }

    /** The box part of the way ({@code share} 0 to 1) from this one to another. */
    public Box towards(Box other, double share) {
        return new Box(
                x + (other.x - x) * share,
                y + (other.y - y) * share,
                width + (other.width - width) * share,
                height + (other.height - height) * share);
    }

    public Box scaled(double factor) {
        return new Box(x * factor, y * factor, width * factor, height * factor);
    }
}
