package org.viseme.data;

import java.util.Locale;
import org.viseme.VisemeException;

/** What preparation found doubtful about a clip that it kept. */
public enum ClipFlag {
    /** The face is so small that its crop is enlarged. */
    SMALL_FACE("face is enlarged"),
    /** The face is out of focus or compressed to mush. */
    BLURRED("face is blurred"),
    /** Another clip of the store shows and says the same. */
    DUPLICATE("same as another clip"),
    /** The corpus has words for its clips, but none for this one. */
    NO_WORDS("transcript is empty"),
    /** Other faces of a similar size were seen at the same time. */
    SEVERAL_FACES("several faces"),
    /** Where sound and picture belong together could not be measured with confidence. */
    UNSURE_SYNC("offset is unsure");

    private final String words;

    ClipFlag(String words) {
        this.words = words;
    }

    /** The flag as a table shows it. */
    public String words() {
        return words;
    }

    /** The flag as it is written on the command line, such as {@code small-face}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The flag of a label. */
    public static ClipFlag parse(String label) {
        for (ClipFlag flag : values()) {
            if (flag.label().equals(label)) {
                return flag;
            }
        }
        throw new VisemeException(
                label,
                "not a flag of a clip",
                "use small-face, blurred, duplicate, no-words, several-faces or unsure-sync");
    }
}
