package org.viseme.data;

import java.util.List;
import java.util.Map;

/**
 * A collection of clips as its publishers hand it out. Making one reads folders and lists only; what belongs to one clip
 * (its transcript, its pictures) is read when that clip's turn comes, so that a corpus of a million clips opens at once
 * and one damaged file does not stop the others.
 */
public interface Corpus {
    /** Short name, as on the command line. */
    String name();

    /** Terms of use and whom to name. */
    String licence();

    /** All clips, in an order that is the same on every call. */
    List<? extends ClipSource> clips();

    /** Clips that the corpus's own lists name but that are not there, with {@link RejectedClip.Reason#MISSING}. */
    default List<RejectedClip> missing() {
        return List.of();
    }

    /**
     * What makes this corpus another one than those of the same name, such as the seed of generated clips. A store is
     * only gone on with when this is the same.
     */
    default Map<String, String> details() {
        return Map.of();
    }

    /** Whether its clips come with the words spoken in them; a clip without words is then flagged. */
    default boolean hasTranscripts() {
        return true;
    }
}
