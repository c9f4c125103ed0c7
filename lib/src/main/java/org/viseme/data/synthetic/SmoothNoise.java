package org.viseme.data.synthetic;

/** Random values on a lattice, interpolated smoothly: the irregularity of skin, hair and cloth. */
final class SmoothNoise {
    private final long seed;

    SmoothNoise(long seed) {
        this.seed = seed;
    }

    /** A value from -1 to 1 that changes over a distance of about 1. */
    double at(double x, double y) {
        long column = (long) Math.floor(x);
        long row = (long) Math.floor(y);
        double u = Curves.smooth(x - column);
        double v = Curves.smooth(y - row);
        double above = Curves.mix(lattice(column, row), lattice(column + 1, row), u);
        double below = Curves.mix(lattice(column, row + 1), lattice(column + 1, row + 1), u);
        return Curves.mix(above, below, v);
    }

    private double lattice(long column, long row) {
        long h = seed + column * 0x9e3779b97f4a7c15L + row * 0xc2b2ae3d27d4eb4fL;
        h = (h ^ (h >>> 30)) * 0xbf58476d1ce4e5b9L;
        h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
        return ((h ^ (h >>> 31)) >> 11) * 0x1.0p-52;
    }
}
