package org.viseme.checkpoint;

import java.util.List;
import java.util.Map;

/** Walks a value as later code will, and refuses cycles and sharing that would make such a walk endless. */
final class SizeCheck {
    private final PickleLimits limits;
    private int visited;

    SizeCheck(PickleLimits limits) {
        this.limits = limits;
    }

    void visit(Object value, int depth) {
        visited++;
        if (depth > limits.depth()) {
            throw new RefusedException("its pickle nests containers more than " + limits.depth() + " deep");
        }
        if (visited > limits.nodes()) {
            throw new RefusedException(
                    "its pickle shares containers until they hold more than " + limits.nodes() + " values");
        }
        if (value instanceof List<?> list) {
            list.forEach(item -> visit(item, depth + 1));
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(item -> visit(item, depth + 1)); // keys are scalars
        } else if (value instanceof PickleTuple tuple) {
            tuple.items().forEach(item -> visit(item, depth + 1));
        } else if (value instanceof InertRecord record) {
            record.contents().forEach(item -> visit(item, depth + 1));
        }
    }
}
