package org.viseme.report;

/**
 * A column of an evaluation: what is measured of every clip.
 *
 * @param metric as tables head it; that of {@link Measure} where there is one
 * @param scorer whose weights score; empty where the metric has no weights
 * @param better which values are better
 * @param kind what it says something about
 * @param definition one sentence: what is measured, its unit and range
 */
public record Score(String metric, String scorer, Better better, Kind kind, String definition) {
    /** Which values of a score are better. */
    public enum Better {
        HIGHER,
        LOWER,
        /** Those of the real video, in both directions. */
        LIKE_REAL;

        /** As tables say it. */
        @Override
        public String toString() {
            return switch (this) {
                case HIGHER -> "higher";
                case LOWER -> "lower";
                case LIKE_REAL -> "like real";
            };
        }
    }

    /** What a score says something about. */
    public enum Kind {
        /** A generated frame beside the real one: only where the clip's own sound drives it. */
        COMPARISON,
        /** Lips beside a sound, or motion: a real video has such a score too. */
        BEHAVIOUR,
        /** All frames of a model beside all real ones: no figure for a single clip. */
        POOLED
    }

    /** As columns are headed: the metric, and in brackets who scored. */
    public String heading() {
        return scorer.isEmpty() ? metric : metric + " [" + scorer + "]";
    }

    /** Whether the first value is better than the second. */
    public boolean isBetter(double value, double other, double real) {
        return switch (better) {
            case HIGHER -> value > other;
            case LOWER -> value < other;
            case LIKE_REAL -> Math.abs(value - real) < Math.abs(other - real);
        };
    }
}
