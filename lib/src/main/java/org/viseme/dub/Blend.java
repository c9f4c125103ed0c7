package org.viseme.dub;

import java.util.Locale;
import org.viseme.VisemeException;

/** How a drawn face is put into its frame. */
public enum Blend {
    /** The lower half, with soft edges as wide as the face demands; the upper half keeps its pixels. */
    FEATHER(new FeatherCompositor()),
    /** The whole box as drawn, as Wav2Lip does. */
    REPLACE(new ReplaceCompositor()),
    /** The lower half, its colours led over into the surroundings (Perez et al. 2003). */
    POISSON(new PoissonCompositor());

    private final Compositor compositor;

    Blend(Compositor compositor) {
        this.compositor = compositor;
    }

    /** Safe for several threads. */
    Compositor compositor() {
        return compositor;
    }

    /** By the word of the command line. */
    public static Blend parse(String word) {
        for (Blend value : values()) {
            if (value.word().equals(word)) {
                return value;
            }
        }
        throw new VisemeException("--blend " + word, "unknown blend", "use feather, replace or poisson");
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
