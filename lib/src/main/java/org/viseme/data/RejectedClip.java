package org.viseme.data;

/**
 * A clip that preparation left out.
 *
 * @param id name of the clip
 * @param reason the kind of problem, for counting
 * @param detail the problem of this clip in words
 */
public record RejectedClip(String id, Split split, Reason reason, String detail) {
    /** Kinds of problems for which a clip is left out. */
    public enum Reason {
        /** The corpus lists it, but its file is not there. */
        MISSING("file missing"),
        /** The file cannot be decoded. */
        UNREADABLE("cannot be read"),
        /** Not enough consecutive frames with a face. */
        NO_FACE("no face for long enough"),
        /** The face is so small that a crop would be mostly invented. */
        SMALL_FACE("face too small"),
        /** Picture and sound have too little time in common. */
        TOO_SHORT("too short"),
        /** Sound and picture are further apart than is corrected. */
        OUT_OF_SYNC("sound and picture too far apart"),
        /** It has a flag that was asked to be left out. */
        FLAGGED("flagged");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        /** The reason as a table shows it. */
        public String words() {
            return words;
        }
    }
}
