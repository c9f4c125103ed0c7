package org.viseme.embedding;

import java.util.Arrays;

/**
 * Points of a plane in squares within squares, so that far points push together: each square knows how many points it
 * holds and where their centre is (Barnes and Hut 1986). Squares are stored in the order of a walk through the tree;
 * {@code behind} tells where the walk goes on when a square's parts are left out.
 */
final class QuadTree {
    private static final int DEEPEST = 48;

    private final double[][] places;
    private final int[] order;
    private final int[] scratch;
    private double[] centreX;
    private double[] centreY;
    private double[] width;
    private int[] count;
    private int[] behind;
    private int squares;

    /** @param places (points, 2), not to change while the tree is asked */
    QuadTree(double[][] places) {
        this.places = places;
        int points = places.length;
        order = new int[points];
        scratch = new int[points];
        int room = 2 * points + 16;
        centreX = new double[room];
        centreY = new double[room];
        width = new double[room];
        count = new int[room];
        behind = new int[room];
        double left = Double.POSITIVE_INFINITY;
        double bottom = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double top = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < points; i++) {
            order[i] = i;
            left = Math.min(left, places[i][0]);
            right = Math.max(right, places[i][0]);
            bottom = Math.min(bottom, places[i][1]);
            top = Math.max(top, places[i][1]);
        }
        split(0, points, left, bottom, Math.max(right - left, top - bottom), 0);
    }

    /** Makes the square of the points {@code from} to before {@code to} in {@link #order}, and those in it. */
    private void split(int from, int to, double left, double bottom, double size, int depth) {
        int square = next();
        double x = 0;
        double y = 0;
        for (int i = from; i < to; i++) {
            x += places[order[i]][0];
            y += places[order[i]][1];
        }
        count[square] = to - from;
        centreX[square] = x / (to - from);
        centreY[square] = y / (to - from);
        width[square] = size;
        if (to - from > 1 && depth < DEEPEST && size > 0) {
            double half = size / 2;
            int start = from;
            for (int quarter = 0; quarter < 4; quarter++) {
                double x0 = left + quarter % 2 * half;
                double y0 = bottom + quarter / 2 * half;
                int end = quarter == 3 ? to : gather(start, to, quarter, left + half, bottom + half);
                if (end > start) {
                    split(start, end, x0, y0, half, depth + 1);
                }
                start = end;
            }
        }
        behind[square] = squares;
    }

    /** Moves the points of a quarter to the front, all in the order in which they were. */
    private int gather(int from, int to, int quarter, double middleX, double middleY) {
        int front = from;
        int others = 0;
        for (int i = from; i < to; i++) {
            double[] place = places[order[i]];
            int own = (place[0] >= middleX ? 1 : 0) + (place[1] >= middleY ? 2 : 0);
            if (own == quarter) {
                order[front++] = order[i];
            } else {
                scratch[others++] = order[i];
            }
        }
        System.arraycopy(scratch, 0, order, front, others);
        return front;
    }

    private int next() {
        if (squares == count.length) {
            int room = 2 * squares;
            centreX = Arrays.copyOf(centreX, room);
            centreY = Arrays.copyOf(centreY, room);
            width = Arrays.copyOf(width, room);
            count = Arrays.copyOf(count, room);
            behind = Arrays.copyOf(behind, room);
        }
        return squares++;
    }

    /**
     * How all other points push one away, with q = 1 / (1 + distance^2).
     *
     * @param theta a square counts as one point where its width is less than so much of its distance; 0 leaves none out
     * @param push gets the sum of q^2 (point - other) along both axes
     * @return the sum of q
     */
    double push(int point, double theta, double[] push) {
        double x = places[point][0];
        double y = places[point][1];
        double pushX = 0;
        double pushY = 0;
        double sum = 0;
        int square = 0;
        while (square < squares) {
            double dx = x - centreX[square];
            double dy = y - centreY[square];
            double distance = dx * dx + dy * dy;
            boolean far = width[square] * width[square] < theta * theta * distance;
            boolean whole = behind[square] == square + 1;
            if (far || whole) {
                // the point itself and its doubles are at no distance: they push nowhere, and it is taken out of the
                // sum
                double q = 1 / (1 + distance);
                double all = count[square] * q;
                sum += all;
                pushX += all * q * dx;
                pushY += all * q * dy;
                square = behind[square];
            } else {
                square++;
            }
        }
        push[0] = pushX;
        push[1] = pushY;
        return sum - 1;
    }
}
