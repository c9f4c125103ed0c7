package org.viseme.data.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.viseme.data.Split;

class HashSplitTest {
    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "clip" + i).toList();
    }

    @Test
    void ranksGiveATwentiethEachInAnyOrderOfTheNames() {
        Map<String, Split> splits = HashSplit.ranked(names(200));
        assertEquals(10, splits.values().stream().filter(s -> s == Split.TEST).count());
        assertEquals(10, splits.values().stream().filter(s -> s == Split.VAL).count());
        assertEquals(200, splits.size());
        assertEquals(splits, HashSplit.ranked(names(200).reversed()));
    }

    @Test
    void fewNamesFillEverySplitWhenTheyCan() {
        assertEquals(Map.of(), HashSplit.ranked(List.of()));
        assertEquals(Set.of(Split.TRAIN), Set.copyOf(HashSplit.ranked(names(2)).values()));
        assertEquals(
                Set.of(Split.values()), Set.copyOf(HashSplit.ranked(names(3)).values()));
    }

    /** SHA-256 of "abc" begins with ba7816bf and that of the empty string with e3b0c442 (FIPS 180-2). */
    @Test
    void hashAloneDecidesByItsPlaceAmongAllHashes() {
        assertEquals("ba7816bf", Sha256.of("abc").substring(0, 8));
        assertEquals("e3b0c442", Sha256.of("").substring(0, 8));
        assertEquals(Split.TRAIN, HashSplit.of("abc"));
        Map<Split, Long> counts =
                names(20_000).stream().collect(Collectors.groupingBy(HashSplit::of, Collectors.counting()));
        // A chance of a twentieth in 20,000 draws: 1000 with a standard deviation of 31.
        assertEquals(1000, counts.get(Split.TEST), 150);
        assertEquals(1000, counts.get(Split.VAL), 150);
        for (String name : names(500)) {
            int firstByte = Integer.parseInt(Sha256.of(name).substring(0, 2), 16);
            // 256 / 20 = 12.8 and 256 / 10 = 25.6
            if (firstByte != 12 && firstByte != 25) {
                Split expected = firstByte < 12 ? Split.TEST : firstByte < 25 ? Split.VAL : Split.TRAIN;
                assertEquals(expected, HashSplit.of(name), name);
            }
        }
    }
}
