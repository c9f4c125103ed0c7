package org.viseme.data.corpus;

import java.util.Map;
import java.util.Optional;

/**
 * The sentence that the name of a GRID clip spells: command, colour, preposition, letter, digit and adverb, a letter
 * each. {@code bbaf2n} is "bin blue at f two now".
 */
final class GridSentence {
    private static final Map<Character, String> COMMAND = Map.of('b', "bin", 'l', "lay", 'p', "place", 's', "set");
    private static final Map<Character, String> COLOUR = Map.of('b', "blue", 'g', "green", 'r', "red", 'w', "white");
    private static final Map<Character, String> PREPOSITION = Map.of('a', "at", 'b', "by", 'i', "in", 'w', "with");
    private static final Map<Character, String> ADVERB = Map.of('a', "again", 'n', "now", 'p', "please", 's', "soon");
    private static final String[] DIGITS = {
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"
    };

    private GridSentence() {}

    /** The sentence of a clip name, or nothing where the name is not one of GRID's. */
    static Optional<String> spell(String name) {
        if (name.length() != 6) {
            return Optional.empty();
        }
        String command = COMMAND.get(name.charAt(0));
        String colour = COLOUR.get(name.charAt(1));
        String preposition = PREPOSITION.get(name.charAt(2));
        char letter = name.charAt(3);
        String digit = digit(name.charAt(4));
        String adverb = ADVERB.get(name.charAt(5));
        boolean known = command != null && colour != null && preposition != null && digit != null && adverb != null;
        return known && letter >= 'a' && letter <= 'z'
                ? Optional.of(String.join(" ", command, colour, preposition, "" + letter, digit, adverb))
                : Optional.empty();
    }

    private static String digit(char code) {
        if (code == 'z') {
            return DIGITS[0];
        }
        return code >= '1' && code <= '9' ? DIGITS[code - '0'] : null;
    }
}
