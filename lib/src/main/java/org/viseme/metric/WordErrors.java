package org.viseme.metric;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How well a lip reader, or a listener, understood clips: TalkLip's reading intelligibility (Wang et al. 2023, section
 * 4.1). Rates are those of sums over all clips, as AV-HuBERT's evaluation takes them, not means of the clips' rates, in
 * which a short clip would weigh as much as a long one.
 *
 * <p>Both texts are brought to one form first, see {@link #normalised}.
 *
 * @param clips number of clips
 * @param right clips whose text was recognised without an error
 * @param words edits of words
 * @param characters edits of characters, among them the single blanks between words
 */
public record WordErrors(int clips, int right, EditCounts words, EditCounts characters) {
    /** Of no clip. */
    public static final WordErrors NONE = new WordErrors(0, 0, EditCounts.NONE, EditCounts.NONE);

    private static final Pattern APOSTROPHES = Pattern.compile("[\u2019\u2018\u02bc\u00b4`]");
    private static final Pattern OTHER_CHARACTERS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}']+");
    private static final Pattern QUOTES = Pattern.compile("(?<![\\p{L}\\p{M}\\p{N}])'+|'+(?![\\p{L}\\p{M}\\p{N}])");

    /**
     * The errors of one clip.
     *
     * @param reference what was said
     * @param recognised what was understood
     */
    public static WordErrors of(String reference, String recognised) {
        String said = normalised(reference);
        String understood = normalised(recognised);
        return new WordErrors(
                1,
                said.equals(understood) ? 1 : 0,
                EditCounts.between(words(said), words(understood)),
                EditCounts.between(characters(said), characters(understood)));
    }

    /**
     * A text as it is compared: compatible forms of Unicode united (NFKC), small letters, the marks that stand for an
     * apostrophe as {@code '}, which stays inside words ({@code it's}) and goes elsewhere; all else that is neither
     * letter nor digit, hyphens too, parts words; one blank between words. Numbers are not spelt out.
     */
    public static String normalised(String text) {
        String united = Normalizer.normalize(APOSTROPHES.matcher(text).replaceAll("'"), Normalizer.Form.NFKC);
        String plain = OTHER_CHARACTERS.matcher(united.toLowerCase(Locale.ROOT)).replaceAll(" ");
        return QUOTES.matcher(plain).replaceAll(" ").strip().replaceAll(" +", " ");
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    private static List<Integer> characters(String text) {
        return text.codePoints().boxed().toList();
    }

    /** Both sets of clips together. */
    public WordErrors plus(WordErrors other) {
        return new WordErrors(
                clips + other.clips, right + other.right, words.plus(other.words), characters.plus(other.characters));
    }

    /** WER: substitutions, deletions and insertions for each word said, 0 and more; lower is better; NaN of no clip. */
    public double wordErrorRate() {
        return clips == 0 ? Double.NaN : words.rate();
    }

    /** CER: the same of characters, 0 and more; lower is better; NaN of no clip. */
    public double characterErrorRate() {
        return clips == 0 ? Double.NaN : characters.rate();
    }

    /**
     * ACC: the share of clips that were understood without an error, 0 to 1; higher is better; NaN of no clip. On clips
     * of one word each, such as LRW's, the word accuracy of a classifier as TalkLip's table has it. It is not 1 less
     * the {@link #wordErrorRate}, which others call word accuracy and which can lie below 0.
     */
    public double accuracy() {
        return clips == 0 ? Double.NaN : right / (double) clips;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "WER %.1f %%, CER %.1f %%, ACC %.1f %% of %,d clips"
                        + " (%,d words: %,d substituted, %,d deleted, %,d inserted)",
                100 * wordErrorRate(),
                100 * characterErrorRate(),
                100 * accuracy(),
                clips,
                words.length(),
                words.substitutions(),
                words.deletions(),
                words.insertions());
    }
}
