package org.viseme.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What can be asked about the faces of some stores: who it is, and which word is being said. Classes are numbered by the
 * alphabet; word 0 is the pause between words.
 */
public final class FaceClasses {
    /** What is not among the classes. */
    public static final int UNKNOWN = -1;

    private final List<String> speakers;
    private final List<String> words;
    private final Map<ClipEntry, List<Word>> timed;

    private FaceClasses(List<String> speakers, List<String> words, Map<ClipEntry, List<Word>> timed) {
        this.speakers = speakers;
        this.words = words;
        this.timed = timed;
    }

    /** The classes of a split: its speakers, where there are several, and its words, where their times are known. */
    public static FaceClasses of(List<WeightedStore> stores, Split split) {
        SortedSet<String> speakers = new TreeSet<>();
        SortedSet<String> words = new TreeSet<>();
        Map<ClipEntry, List<Word>> timed = read(stores, split);
        timed.forEach((clip, said) -> {
            speakers.add(clip.speaker());
            said.forEach(word -> words.add(word.text()));
        });
        List<String> numbered = new ArrayList<>();
        if (!words.isEmpty()) {
            numbered.add("");
            numbered.addAll(words);
        }
        return new FaceClasses(speakers.size() > 1 ? List.copyOf(speakers) : List.of(), List.copyOf(numbered), timed);
    }

    /** The same classes for the clips of another split or of other stores. */
    public FaceClasses in(List<WeightedStore> stores, Split split) {
        return new FaceClasses(speakers, words, read(stores, split));
    }

    private static Map<ClipEntry, List<Word>> read(List<WeightedStore> stores, Split split) {
        Map<ClipEntry, List<Word>> timed = new HashMap<>();
        stores.forEach(part -> part.store()
                .clips(split)
                .forEach(clip -> timed.put(clip, part.store().info(clip).words())));
        return timed;
    }

    /** People to tell apart; 0 where there is but one. */
    public int speakers() {
        return speakers.size();
    }

    /** Words to tell apart, with the pause; 0 where no times are known. */
    public int words() {
        return words.size();
    }

    int speaker(ClipEntry clip) {
        return speakers.indexOf(clip.speaker());
    }

    /** The word in whose time the middle of a frame lies. */
    int word(ClipEntry clip, int frame) {
        List<Word> said = timed.get(clip);
        if (said.isEmpty()) {
            return UNKNOWN;
        }
        String text = Word.at(frame, said).map(Word::text).orElse("");
        return words.indexOf(text);
    }
}
