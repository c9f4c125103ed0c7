package org.viseme.data.synthetic;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.viseme.VisemeException;
import org.viseme.data.ClipSource;
import org.viseme.data.Corpus;
import org.viseme.data.Split;

/**
 * The same words by many speakers, one in each clip between words that are always the same ("please say bat again"): as
 * LRW has many clips of each of its words. Clips come speaker after speaker, so that those of the first speakers are the
 * same whatever the number of speakers. All are of the test split, since nobody should learn from them.
 *
 * @param seed of everything
 * @param words from {@link Lexicon#standard()}
 * @param speakers how many say each word once
 * @param size width and height of the frames in pixels
 */
public record WordCorpus(long seed, List<String> words, int speakers, int size) implements Corpus {
    public WordCorpus {
        words = List.copyOf(words);
        if (words.isEmpty() || speakers < 1) {
            throw new VisemeException(
                    "corpus of words",
                    words.size() + " words, " + speakers + " speakers",
                    "ask for at least one of both");
        }
    }

    @Override
    public String name() {
        return "synthetic-words";
    }

    @Override
    public String licence() {
        return new SyntheticCorpus(seed, 1, size).licence();
    }

    @Override
    public Map<String, String> details() {
        return Map.of("seed", "" + seed, "picture size", "" + size, "words", String.join(" ", words));
    }

    @Override
    public List<ClipSource> clips() {
        return IntStream.range(0, clipCount())
                .<ClipSource>mapToObj(
                        i -> new SyntheticSource(this, "seed " + seed + " clip " + i, Split.TEST, () -> clip(i)))
                .toList();
    }

    /** Number of clips. */
    public int clipCount() {
        return speakers * words.size();
    }

    /** The clip at an index from 0; nothing is drawn yet. */
    public SyntheticClip clip(int index) {
        String word = words.get(index % words.size());
        SyntheticIdentity identity = SyntheticIdentity.random(smallSeed("speaker " + index / words.size()));
        ClipSpec spec = ClipSpec.of(identity, size, smallSeed("clip " + index));
        return SyntheticSpeaker.speak(List.of("please", "say", word, "again"), spec);
    }

    /** Short enough to stand in a file name. */
    private long smallSeed(String purpose) {
        return SeededDraw.seedFor(seed, purpose) >>> 24;
    }
}
