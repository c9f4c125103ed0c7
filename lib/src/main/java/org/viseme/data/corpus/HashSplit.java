package org.viseme.data.corpus;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.viseme.data.Split;

/**
 * Splits for corpora whose publishers give none, drawn from the SHA-256 of names: of clips, or of speakers or recordings
 * where these are known, so that nobody is in two splits. Either way a twentieth is for the test and a twentieth for
 * validation.
 */
final class HashSplit {
    private static final int NAMES_A_HELD_OUT_NAME = 20;
    private static final double LEADING_DIGITS = 0x1p32;

    private HashSplit() {}

    /**
     * The split of a name by its hash alone, whatever other names there are: a corpus that is only partly there, or that
     * grows, keeps its splits. A small number of names may leave a split empty.
     */
    static Split of(String name) {
        double place = Long.parseLong(Sha256.of(name).substring(0, 8), 16) / LEADING_DIGITS * NAMES_A_HELD_OUT_NAME;
        return place < 1 ? Split.TEST : place < 2 ? Split.VAL : Split.TRAIN;
    }

    /**
     * The names in the order of their hashes; the first twentieth (rounded up) is the test split, the next one the
     * validation split. Every split gets a name when there are three; fewer than three names are all for training.
     */
    static Map<String, Split> ranked(Collection<String> names) {
        List<String> order = names.stream()
                .distinct()
                .sorted(Comparator.comparing(Sha256::of))
                .toList();
        int heldOut = order.size() < 3 ? 0 : Math.ceilDiv(order.size(), NAMES_A_HELD_OUT_NAME);
        Map<String, Split> splits = new HashMap<>();
        for (int i = 0; i < order.size(); i++) {
            splits.put(order.get(i), i < heldOut ? Split.TEST : i < 2 * heldOut ? Split.VAL : Split.TRAIN);
        }
        return splits;
    }
}
