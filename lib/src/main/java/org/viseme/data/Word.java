package org.viseme.data;

import java.util.List;
import java.util.Optional;

/** A spoken word and when it is spoken, in seconds from the start of the clip. */
public record Word(String text, double startSeconds, double endSeconds) {
    /** The word in whose time the middle of a frame lies, if there is one; of several the first. */
    public static Optional<Word> at(int frame, List<Word> words) {
        double seconds = (frame + 0.5) / ClipMedia.FPS;
        return words.stream()
                .filter(word -> word.startSeconds <= seconds && seconds < word.endSeconds)
                .findFirst();
    }

    /** So many frames with the middle of this word in the middle one; nothing where a clip does not have all of them. */
    public Optional<Pieces.Part> around(int length, int clipFrames) {
        int middle = (int) Math.floor((startSeconds + endSeconds) / 2 * ClipMedia.FPS);
        int first = middle - length / 2;
        return first >= 0 && first + length <= clipFrames
                ? Optional.of(new Pieces.Part(first, length))
                : Optional.empty();
    }
}
