package org.viseme.lipreading;

import java.util.List;
import org.viseme.data.WordFrames;
import org.viseme.model.mvm.WordClassifierConfig;

/**
 * All that is needed to build a reader of single words again.
 *
 * @param network tells as many words apart as there are
 * @param words in alphabetical order, small
 * @param frames that it sees around the middle of a word
 */
public record WordReaderConfig(WordClassifierConfig network, List<String> words, int frames) {
    public WordReaderConfig {
        words = List.copyOf(words);
    }

    /** With the words of texts. */
    public static WordReaderConfig of(WordClassifierConfig network, List<String> texts, int frames) {
        List<String> words = WordFrames.of(texts).words();
        WordClassifierConfig fitting = new WordClassifierConfig(
                network.channels(), network.pictureSize(), network.memory(), network.branch(), words.size());
        return new WordReaderConfig(fitting, words, frames);
    }

    /** The number of a word, from 0; -1 where it has none. */
    public int number(String word) {
        return Math.max(-1, new WordFrames(words).target(word) - 1);
    }
}
