package org.viseme.data.synthetic;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.viseme.VisemeException;

/** The words the synthetic speaker knows, with their pronunciations (resource {@code lexicon.txt}). */
public final class Lexicon {
    private static final Lexicon STANDARD = read();
    private final Map<String, Pronunciation> words;

    private Lexicon(Map<String, Pronunciation> words) {
        this.words = words;
    }

    /** The built-in lexicon. */
    public static Lexicon standard() {
        return STANDARD;
    }

    private static Lexicon read() {
        Map<String, Pronunciation> words = new LinkedHashMap<>();
        try (InputStream stream = Lexicon.class.getResourceAsStream("lexicon.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && line.charAt(0) != '#') {
                    int space = line.indexOf(' ');
                    words.put(line.substring(0, space), Pronunciation.parse(line.substring(space)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Lexicon(words);
    }

    /** All words, in the order of the file. */
    public Set<String> words() {
        return java.util.Collections.unmodifiableSet(words.keySet());
    }

    /**
     * How a word is said; case does not matter.
     *
     * @throws VisemeException when the lexicon does not have the word
     */
    public Pronunciation pronounce(String word) {
        Pronunciation pronunciation = words.get(word.toLowerCase(Locale.ROOT));
        if (pronunciation == null) {
            throw new VisemeException(
                    "word \"" + word + "\"",
                    "the synthetic speaker does not know how to say it",
                    "use words of Lexicon.standard().words()");
        }
        return pronunciation;
    }
}
