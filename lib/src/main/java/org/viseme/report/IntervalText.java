package org.viseme.report;

import java.util.Locale;
import org.viseme.metric.Interval;

/** Intervals as text: {@code 0.53 [0.51, 0.55]}. */
final class IntervalText {
    private static final int MAX_DIGITS = 4;

    /** Rounding of 32-bit arithmetic. */
    private static final double NOTHING = 1e-6;

    private IntervalText() {}

    /** A narrow column breaks a cell nowhere else. */
    static String breakingBeforeInterval(String text) {
        return text.replace(", ", ",\u00a0");
    }

    static String of(Interval interval) {
        return of(interval, digits(interval));
    }

    static String of(Interval interval, int digits) {
        if (interval.clips() == 0) {
            return interval.infinite() > 0 ? "inf" : "";
        }
        if (Double.isNaN(interval.value())) {
            return "";
        }
        String format = "%." + digits + "f";
        return Double.isNaN(interval.low())
                ? String.format(Locale.ROOT, format, interval.value())
                : String.format(
                        Locale.ROOT,
                        format + " [" + format + ", " + format + "]",
                        interval.value(),
                        interval.low(),
                        interval.high());
    }

    private static double width(Interval interval) {
        return Double.isNaN(interval.low()) ? Math.abs(interval.value()) : interval.high() - interval.low();
    }

    /** Whether an interval has no width but that of rounding. */
    static boolean isPoint(Interval interval) {
        return width(interval) < NOTHING;
    }

    /** Decimals that show two digits of the interval's width; of a whole number that all clips have, none. */
    static int digits(Interval interval) {
        double value = interval.value();
        if (interval.clips() == 0 || Double.isNaN(value)) {
            return 0;
        }
        double width = width(interval);
        if (isPoint(interval)) {
            return Math.abs(value - Math.rint(value)) < NOTHING ? 0 : MAX_DIGITS;
        }
        return Math.clamp(1 - (int) Math.floor(Math.log10(width)), 0, MAX_DIGITS);
    }
}
