package org.viseme.data;

import java.util.List;

/**
 * All decisions about one source, in the order of time: a line of a store's {@code report.jsonl}. A source counts as done
 * when its line is there.
 *
 * @param source name of the clip in the corpus
 * @param frames how many frames it has, at 25 a second; 0 where it cannot be read
 */
public record SourceReport(String source, int frames, List<Decision> decisions) {
    public SourceReport {
        decisions = List.copyOf(decisions);
    }
}
