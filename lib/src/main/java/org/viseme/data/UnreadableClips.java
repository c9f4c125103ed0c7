package org.viseme.data;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.TreeMap;
import org.viseme.VisemeException;

/** Counts the samples that could not be read, by clip, and says so in the log once for each clip. */
final class UnreadableClips {
    private static final System.Logger LOG = System.getLogger(UnreadableClips.class.getName());
    private final Map<String, Integer> counts = new TreeMap<>();

    synchronized void add(String clip, VisemeException problem) {
        if (counts.merge(clip, 1, Integer::sum) == 1) {
            LOG.log(Level.WARNING, problem.getMessage());
        }
    }

    synchronized Map<String, Integer> counts() {
        return Map.copyOf(counts);
    }
}
