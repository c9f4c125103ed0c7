package org.viseme.data;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Which word is spoken in each frame, as a class: 0 where none is, and then the words in alphabetical order. Targets
 * for a network that learns to read frame by frame before it learns to write sentences.
 *
 * @param words of class 1 and so on, in small letters
 */
public record WordFrames(List<String> words) {
    /** Class of a frame without a word. */
    public static final int NO_WORD = 0;

    /**
     * In place of a class where none is known: behind an utterance, in a word of no class, and where words have no
     * times.
     */
    public static final int UNKNOWN = -100;

    public WordFrames {
        words = List.copyOf(words);
    }

    /** The words of texts. */
    public static WordFrames of(List<String> texts) {
        TreeSet<String> words = new TreeSet<>();
        texts.forEach(text -> words.addAll(Arrays.asList(small(text).strip().split("\\s+"))));
        words.remove("");
        return new WordFrames(List.copyOf(words));
    }

    private static String small(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Number of classes. */
    public int classes() {
        return words.size() + 1;
    }

    /** The word of a class; empty for {@link #NO_WORD}. */
    public String word(int target) {
        return target == NO_WORD ? "" : words.get(target - 1);
    }

    /** The class of a word; {@link #UNKNOWN} when it has none. */
    public int target(String word) {
        int index = words.indexOf(small(word));
        return index < 0 ? UNKNOWN : index + 1;
    }

    /** The class of each frame by what is said in its middle. */
    public int[] targets(List<Word> spoken, int frames) {
        int[] targets = new int[frames];
        for (int frame = 0; frame < frames; frame++) {
            targets[frame] = spoken.isEmpty()
                    ? UNKNOWN
                    : Word.at(frame, spoken).map(word -> target(word.text())).orElse(NO_WORD);
        }
        return targets;
    }

    /** The classes of a batch, (batch, frames), filled up with {@link #UNKNOWN}. */
    public long[] targets(UtteranceBatch batch) {
        long[] targets = new long[batch.size() * batch.frames()];
        Arrays.fill(targets, UNKNOWN);
        for (int i = 0; i < batch.size(); i++) {
            int[] own = targets(batch.spoken().get(i), batch.lengths()[i]);
            for (int frame = 0; frame < own.length; frame++) {
                targets[i * batch.frames() + frame] = own[frame];
            }
        }
        return targets;
    }
}
