package org.viseme.evaluate;

import java.util.Arrays;
import java.util.List;
import org.viseme.VisemeException;

/** What drives a model in an evaluation, and from which picture it learns how the person looks. */
public enum Protocol {
    /** The clip's own sound; each frame, its lower half hidden, beside itself, as Wav2Lip's published inference does. */
    SELF("self", true, false),
    /** The clip's own sound and its first frame for all others: nothing of the mouth can be copied (TalkLip, AV-CAT). */
    FIRST_FRAME("first-frame", true, true),
    /** The sound of another clip that is not longer, each frame beside itself (AttnWav2Lip, LPIPS-AttnWav2Lip). */
    CROSS("cross", false, false);

    private final String word;
    private final boolean ownSound;
    private final boolean firstFrame;

    Protocol(String word, boolean ownSound, boolean firstFrame) {
        this.word = word;
        this.ownSound = ownSound;
        this.firstFrame = firstFrame;
    }

    /** By the word of the command line. */
    public static Protocol parse(String word) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new VisemeException(
                        "--protocol " + word,
                        "is unknown",
                        "use " + String.join(", ", List.of(SELF.word, FIRST_FRAME.word, CROSS.word))));
    }

    /** Whether the clip's own sound drives the model, so that the real frames are what it should draw. */
    public boolean ownSound() {
        return ownSound;
    }

    /** Whether the clip's first frame is the reference; it is then not drawn itself. */
    public boolean firstFrame() {
        return firstFrame;
    }

    @Override
    public String toString() {
        return word;
    }
}
