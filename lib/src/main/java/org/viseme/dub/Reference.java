package org.viseme.dub;

import java.util.Locale;
import org.viseme.VisemeException;

/** The picture from which a model learns how the person looks. */
public enum Reference {
    /** What the model {@linkplain LipSynthesizer#reference asks for}. */
    AUTO,
    /** The frame that is spoken itself, as in Wav2Lip's published inference. */
    FRAME,
    /** The first frame of the face's track, as in TalkLip's paper. */
    FIRST;

    /** By the word of the command line. */
    public static Reference parse(String word) {
        for (Reference value : values()) {
            if (value.word().equals(word)) {
                return value;
            }
        }
        throw new VisemeException("--reference " + word, "unknown reference", "use auto, frame or first");
    }

    /** This one, or what the model asks for. */
    Reference of(LipSynthesizer model) {
        return this == AUTO ? model.reference() : this;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
