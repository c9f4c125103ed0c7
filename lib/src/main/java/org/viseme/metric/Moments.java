package org.viseme.metric;

/** Mean and standard deviation of numbers that come one by one (Welford 1962; Chan, Golub and LeVeque 1979). */
final class Moments {
    private long count;
    private double mean;
    private double squares;

    void add(double value) {
        count++;
        double before = value - mean;
        mean += before / count;
        squares += before * (value - mean);
    }

    /** As if the numbers of both had come to this one. */
    void addAll(Moments other) {
        if (other.count == 0) {
            return;
        }
        double between = other.mean - mean;
        double both = count + other.count;
        squares += other.squares + between * between * count * other.count / both;
        mean += between * other.count / both;
        count += other.count;
    }

    long count() {
        return count;
    }

    /** NaN without numbers. */
    double mean() {
        return count == 0 ? Double.NaN : mean;
    }

    /** Of these numbers themselves, dividing by their count; NaN without numbers. */
    double deviation() {
        return count == 0 ? Double.NaN : Math.sqrt(squares / count);
    }
}
