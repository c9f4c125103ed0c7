package org.viseme.checkpoint;

import java.util.ArrayList;
import java.util.List;

/** What a pickle wanted to make with a class or function outside the allowed list: its name and its data, no behaviour. */
final class InertRecord {
    private final PickleGlobal.Unknown origin;
    /** Arguments, states and items in the order in which the pickle gave them. */
    private final List<Object> contents = new ArrayList<>();

    InertRecord(PickleGlobal.Unknown origin) {
        this.origin = origin;
    }

    PickleGlobal.Unknown origin() {
        return origin;
    }

    List<Object> contents() {
        return contents;
    }

    /** Whether it is a node of a tree of settings as the package OmegaConf keeps them. */
    boolean isSettingsNode() {
        return origin.module().startsWith("omegaconf.");
    }
}
