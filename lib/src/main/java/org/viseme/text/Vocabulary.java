package org.viseme.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.viseme.VisemeException;

/**
 * Symbols by number, in the order of a fairseq dictionary: the four special ones first, then those of its file.
 * Published networks number their outputs so.
 */
public final class Vocabulary {
    /** Begins a text ({@code <s>}); fairseq's decoders do not use it, they begin with {@link #END}. */
    public static final int BEGIN = 0;

    /** Fills up texts of different lengths ({@code <pad>}). */
    public static final int PADDING = 1;

    /** Ends a text ({@code </s>}), and is what a decoder is given before the first token. */
    public static final int END = 2;

    /** Stands for what has no number ({@code <unk>}). */
    public static final int UNKNOWN = 3;

    /** The number of the first symbol that is none of these. */
    public static final int FIRST = 4;

    private static final List<String> SPECIAL = List.of("<s>", "<pad>", "</s>", "<unk>");
    private static final String OVERWRITE = " #fairseq:overwrite";

    private final List<String> symbols;
    private final Map<String, Integer> numbers = new HashMap<>();

    private Vocabulary(List<String> symbols) {
        this.symbols = List.copyOf(symbols);
        for (int i = 0; i < symbols.size(); i++) {
            numbers.put(symbols.get(i), i);
        }
    }

    /** The special symbols, and then these; one that occurs twice has its last number, see {@link #readFairseq}. */
    public static Vocabulary of(List<String> symbols) {
        List<String> all = new ArrayList<>(SPECIAL);
        all.addAll(symbols);
        return new Vocabulary(all);
    }

    /**
     * A dictionary file of fairseq: a symbol and a count a line; the counts are not used. A symbol may stand in it
     * again only where {@code #fairseq:overwrite} follows it, and has the number of that line then: the one that it
     * had before stays, but nothing is encoded by it.
     *
     * @throws VisemeException when the file is missing or is no dictionary
     */
    public static Vocabulary readFairseq(Path file) {
        List<String> symbols = new ArrayList<>(SPECIAL);
        Set<String> known = new HashSet<>(SPECIAL);
        for (String line : lines(file)) {
            boolean again = line.endsWith(OVERWRITE);
            String entry = again ? line.substring(0, line.length() - OVERWRITE.length()) : line;
            int blank = entry.lastIndexOf(' ');
            if (blank < 1 || !entry.substring(blank + 1).matches("-?\\d+")) {
                throw damaged(file, "the line '" + line + "' is no symbol with a count", null);
            }
            String symbol = entry.substring(0, blank);
            symbols.add(symbol);
            if (!known.add(symbol) && !again) {
                throw damaged(file, "the symbol '" + symbol + "' stands in it twice", null);
            }
        }
        return new Vocabulary(symbols);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw damaged(file, "is missing", e);
        } catch (MalformedInputException e) {
            throw damaged(file, "is no text", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static VisemeException damaged(Path file, String problem, Exception cause) {
        return new VisemeException(
                file.toString(),
                problem,
                "use the dict.txt that belongs to the checkpoint, as it was published",
                cause);
    }

    /** Number of symbols, the special ones included. */
    public int size() {
        return symbols.size();
    }

    /** The number of a symbol; {@link #UNKNOWN} when it has none. */
    public int number(String symbol) {
        return numbers.getOrDefault(symbol, UNKNOWN);
    }

    public String symbol(int number) {
        return symbols.get(number);
    }

    /** The symbols that are not special, in order: what {@link #of} takes. */
    public List<String> own() {
        return symbols.subList(FIRST, symbols.size());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vocabulary same && symbols.equals(same.symbols);
    }

    @Override
    public int hashCode() {
        return symbols.hashCode();
    }

    @Override
    public String toString() {
        return size() + " symbols";
    }
}
