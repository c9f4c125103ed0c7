package org.viseme.metric;

/**
 * Why a report lacks a metric, in one line instead of an empty column.
 *
 * @param metric its name in tables
 * @param reason what was missing
 * @param remedy how to get it
 */
public record LeftOut(String metric, String reason, String remedy) {
    @Override
    public String toString() {
        return metric + " is left out: " + reason + "; " + remedy;
    }
}
