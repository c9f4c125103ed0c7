package org.viseme.data;

import java.util.List;

/** A collection of clips as its publishers hand it out. */
public interface Corpus {
    /** Short name, as on the command line. */
    String name();

    /** Terms of use and whom to name. */
    String licence();

    /** All clips, in an order that is the same on every call. */
    List<? extends ClipSource> clips();
}
