package org.viseme.dub;

import java.util.LinkedHashMap;
import java.util.Map;

/** How long each stage worked, without the time it waited for others. */
final class StageTimes {
    private final Map<String, Long> nanos = new LinkedHashMap<>();

    StageTimes(String... stages) {
        for (String stage : stages) {
            nanos.put(stage, 0L);
        }
    }

    /** Adds the time since {@code startNanos} of {@link System#nanoTime}. */
    synchronized void add(String stage, long startNanos) {
        nanos.merge(stage, System.nanoTime() - startNanos, Long::sum);
    }

    synchronized Map<String, Double> seconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        nanos.forEach((stage, value) -> seconds.put(stage, value / 1e9));
        return seconds;
    }
}
