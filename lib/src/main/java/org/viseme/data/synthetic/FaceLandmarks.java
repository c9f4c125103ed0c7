package org.viseme.data.synthetic;

import org.viseme.face.Landmarks;

/**
 * The 68 points of the usual face annotation (iBUG 300-W), in pixels of one frame; a pixel's centre lies at half
 * coordinates. Left and right are those of the picture.
 *
 * @param x horizontal positions, 68 of them
 * @param y vertical positions, 68 of them
 */
public record FaceLandmarks(double[] x, double[] y) {
    /** Number of points. */
    public static final int COUNT = 68;

    /** The named parts of the 68 points. */
    public enum Part {
        /** Outline of the face from ear to ear over the chin (8). */
        JAW(0, 17),
        LEFT_BROW(17, 22),
        RIGHT_BROW(22, 27),
        NOSE_BRIDGE(27, 31),
        NOSE_BASE(31, 36),
        /** From the outer corner along the upper lid, back along the lower one. */
        LEFT_EYE(36, 42),
        /** From the inner corner along the upper lid, back along the lower one. */
        RIGHT_EYE(42, 48),
        /** From the left corner along the upper lip to the right corner (54), back along the lower lip. */
        OUTER_LIPS(48, 60),
        /** From the left corner (60) along the upper lip to the right corner (64), back along the lower lip. */
        INNER_LIPS(60, 68);

        private final int from;
        private final int to;

        Part(int from, int to) {
            this.from = from;
            this.to = to;
        }

        /** Index of the first point. */
        public int from() {
            return from;
        }

        /** Index after the last point. */
        public int to() {
            return to;
        }
    }

    public FaceLandmarks {
        if (x.length != COUNT || y.length != COUNT) {
            throw new IllegalArgumentException(x.length + " and " + y.length + " coordinates instead of " + COUNT);
        }
    }

    /** The same points for whatever places crops. */
    public Landmarks toPoints() {
        double[] xy = new double[2 * COUNT];
        for (int i = 0; i < COUNT; i++) {
            xy[2 * i] = x[i];
            xy[2 * i + 1] = y[i];
        }
        return Landmarks.of(xy);
    }

    /** Distance between the middles of the inner lips (points 62 and 66), in pixels. */
    public double mouthOpening() {
        return Math.hypot(x[66] - x[62], y[66] - y[62]);
    }

    /** Distance between the corners of the mouth (points 48 and 54), in pixels. */
    public double mouthWidth() {
        return Math.hypot(x[54] - x[48], y[54] - y[48]);
    }

    /** Area of the polygon of a closed part, in square pixels. */
    public double area(Part part) {
        double sum = 0;
        for (int i = part.from(); i < part.to(); i++) {
            int next = i + 1 == part.to() ? part.from() : i + 1;
            sum += x[i] * y[next] - x[next] * y[i];
        }
        return Math.abs(sum) / 2;
    }
}
