package org.viseme.data.synthetic;

import java.util.ArrayList;
import java.util.List;

/**
 * The phones of a word.
 *
 * @param stressed index of the phone that carries the stress, or -1 in a word without one
 */
public record Pronunciation(List<Phone> phones, int stressed) {
    public Pronunciation {
        phones = List.copyOf(phones);
    }

    /** Reads for instance {@code "AH G EH1 N"}: ARPAbet, 1 after the stressed vowel. */
    static Pronunciation parse(String text) {
        List<Phone> phones = new ArrayList<>();
        int stressed = -1;
        for (String symbol : text.trim().split("\\s+")) {
            boolean stress = symbol.endsWith("1");
            if (stress) {
                stressed = phones.size();
            }
            phones.add(Phone.valueOf(stress ? symbol.substring(0, symbol.length() - 1) : symbol));
        }
        return new Pronunciation(phones, stressed);
    }
}
