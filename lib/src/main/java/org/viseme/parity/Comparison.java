package org.viseme.parity;

import java.util.Locale;

/**
 * How far a result is from the reference.
 *
 * @param error largest absolute difference; infinite when the sizes differ
 * @param tolerance largest difference that is accepted
 */
public record Comparison(String fixture, String output, double error, double tolerance) {
    public boolean passed() {
        return error <= tolerance;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-6s %-24s %-20s error %.3g, tolerance %.3g",
                passed() ? "passed" : "FAILED",
                fixture,
                output,
                error,
                tolerance);
    }
}
