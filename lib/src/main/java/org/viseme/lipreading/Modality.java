package org.viseme.lipreading;

/** What a reader is given. */
public enum Modality {
    /** Lips alone. */
    VIDEO(true, false),
    /** Sound alone. */
    AUDIO(false, true),
    BOTH(true, true);

    private final boolean seen;
    private final boolean heard;

    Modality(boolean seen, boolean heard) {
        this.seen = seen;
        this.heard = heard;
    }

    public boolean seen() {
        return seen;
    }

    public boolean heard() {
        return heard;
    }
}
