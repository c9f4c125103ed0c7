package org.viseme.train;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.Split;
import org.viseme.data.Utterance;
import org.viseme.data.Word;
import org.viseme.lipreading.WordReader;
import org.viseme.lipreading.WordReadingNetwork;

/**
 * How well single words of held-out clips are told.
 *
 * @param words that were told, of those that were learnt
 * @param accuracy share of them that was right; NaN where there is none
 * @param chance the same of a guess among all words
 */
public record WordReadingReport(int words, double accuracy, double chance) {
    static final List<String> COLUMNS = List.of("words", "accuracy");

    double[] columns() {
        return new double[] {words, accuracy};
    }

    /** @param count at most so many clips, spread over the split; 0 for all */
    static WordReadingReport of(
            WordReadingNetwork network, ClipStore store, Split split, int count, NDManager manager) {
        WordReader reader = new WordReader(network, manager);
        int words = 0;
        int right = 0;
        for (ClipEntry clip : TrainingData.spread(store.clips(split), count)) {
            Utterance utterance = Utterance.read(store, clip);
            for (Word word : utterance.info().words()) {
                Optional<Boolean> told = reader.right(utterance, word);
                words += told.isPresent() ? 1 : 0;
                right += told.orElse(false) ? 1 : 0;
            }
        }
        return new WordReadingReport(
                words, right / (double) words, 1.0 / network.config().words().size());
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%.1f %% of %,d words are right; a guess %.1f %%", 100 * accuracy, words, 100 * chance);
    }
}
