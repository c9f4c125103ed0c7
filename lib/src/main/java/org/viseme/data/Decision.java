package org.viseme.data;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.viseme.data.RejectedClip.Reason;

/**
 * What preparation decided about a stretch of a source, and on what grounds: a row of the report.
 *
 * @param id name of the clip; of the source where nothing of it could be used
 * @param split the part of the corpus it belongs to
 * @param reason why it was left out; null for a clip that was kept
 * @param detail the reason in words, or what was changed about a clip that was kept; may be empty
 * @param flags doubts about it
 * @param measures what was measured; null where it did not come to that
 */
public record Decision(
        String id, Split split, Reason reason, String detail, Set<ClipFlag> flags, ClipMeasures measures) {
    public Decision {
        flags = Collections.unmodifiableSet(new TreeSet<>(flags));
    }

    /** A source of which nothing can be used. */
    public static Decision leftOut(RejectedClip clip) {
        return new Decision(clip.id(), clip.split(), clip.reason(), clip.detail(), Set.of(), null);
    }

    @JsonIgnore
    public boolean kept() {
        return reason == null;
    }

    /** This decision as a clip left out. */
    RejectedClip rejected() {
        return new RejectedClip(id, split, reason, detail);
    }
}
