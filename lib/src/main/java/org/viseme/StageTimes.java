package org.viseme;

import java.util.LinkedHashMap;
import java.util.Map;

/** How long each stage worked, without the time it waited for others. */
public final class StageTimes {
    private final Map<String, Long> nanos = new LinkedHashMap<>();

    public StageTimes(String... stages) {
        for (String stage : stages) {
            nanos.put(stage, 0L);
        }
    }

    /** Adds the time since {@code startNanos} of {@link System#nanoTime}. */
    public synchronized void add(String stage, long startNanos) {
        nanos.merge(stage, System.nanoTime() - startNanos, Long::sum);
    }

    /** Seconds of every stage, in the order in which they were named. */
    public synchronized Map<String, Double> seconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        nanos.forEach((stage, value) -> seconds.put(stage, value / 1e9));
        return seconds;
    }
}
