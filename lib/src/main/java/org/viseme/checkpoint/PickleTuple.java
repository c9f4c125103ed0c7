package org.viseme.checkpoint;

import java.util.List;

/** A Python tuple; its items may be null, and it may be part of a cycle, so it is compared by identity. */
final class PickleTuple {
    private final List<Object> items;

    PickleTuple(List<Object> items) {
        this.items = items;
    }

    List<Object> items() {
        return items;
    }
}
