package org.viseme.data;

import java.util.List;
import java.util.regex.Pattern;
import org.viseme.VisemeException;

/**
 * What is known about a clip besides its pictures and its sound.
 *
 * @param id its name, unique in its corpus; also the name of its file in a store, so only letters, digits, dot, dash
 *     and underscore
 * @param split the part of the corpus it belongs to
 * @param speaker who speaks; the same string for all clips of one person
 * @param transcript the words spoken, separated by blanks
 * @param words the words with their times in the sound; empty where the corpus has no alignment
 * @param licence under which terms the clip may be used
 * @param source where it comes from: the corpus and the file in it
 */
public record ClipInfo(
        String id, Split split, String speaker, String transcript, List<Word> words, String licence, String source) {
    private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    public ClipInfo {
        if (!SAFE_NAME.matcher(id).matches()) {
            throw new VisemeException(
                    id, "not usable as the name of a clip", "use letters, digits, dots, dashes and underscores");
        }
        words = List.copyOf(words);
    }

    /** The same under another name, for a part of a clip. */
    public ClipInfo named(String name) {
        return new ClipInfo(name, split, speaker, transcript, words, licence, source);
    }

    /**
     * This clip cut to a time: words move, and those outside go. Where words have no times, all of them stay when
     * {@code seconds} is infinite, and none otherwise.
     */
    public ClipInfo cut(double fromSeconds, double seconds) {
        List<Word> kept = words.stream()
                .filter(word -> word.startSeconds() >= fromSeconds && word.endSeconds() <= fromSeconds + seconds)
                .map(word -> new Word(word.text(), word.startSeconds() - fromSeconds, word.endSeconds() - fromSeconds))
                .toList();
        String timed = String.join(" ", kept.stream().map(Word::text).toList());
        String untimed = Double.isInfinite(seconds) ? transcript : "";
        return new ClipInfo(id, split, speaker, words.isEmpty() ? untimed : timed, kept, licence, source);
    }
}
