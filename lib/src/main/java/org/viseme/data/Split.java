package org.viseme.data;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.viseme.VisemeException;

/** Which part of a corpus a clip belongs to. */
public enum Split {
    /** What models learn from. */
    TRAIN,
    /** What decides when to stop and which checkpoint is best. */
    VAL,
    /** What reported numbers are measured on. */
    TEST;

    /** The name as it is written in files and on the command line. */
    @JsonValue
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The split of a label such as {@code train}. */
    @JsonCreator
    public static Split parse(String label) {
        for (Split split : values()) {
            if (split.label().equals(label)) {
                return split;
            }
        }
        throw new VisemeException(label, "not a split", "use train, val or test");
    }
}
