package org.viseme.data.lists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.data.lists.CrossPairs.Clip;
import org.viseme.data.lists.CrossPairs.Voices;

class CrossPairsTest {
    private static List<Clip> clips(int count, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> new Clip("c" + i, 1 + random.nextInt(8) / 4.0, "s" + random.nextInt(4)))
                .toList();
    }

    @Property(tries = 200)
    void everyPairKeepsTheProtocol(@ForAll @IntRange(max = 30) int count, @ForAll long seed, @ForAll Voices voices) {
        List<Clip> clips = clips(count, seed);
        Map<String, Clip> byId = new HashMap<>();
        clips.forEach(clip -> byId.put(clip.id(), clip));
        CrossPairs drawn = CrossPairs.draw(clips, voices, seed);
        List<String> videos = new ArrayList<>(drawn.withoutPartner());
        for (DrivenPair pair : drawn.pairs()) {
            Clip video = byId.get(pair.video());
            Clip audio = byId.get(pair.audio());
            videos.add(pair.video());
            assertTrue(isPartner(video, audio, voices), pair.toString());
        }
        for (String id : drawn.withoutPartner()) {
            assertTrue(clips.stream().noneMatch(audio -> isPartner(byId.get(id), audio, voices)), id);
        }
        Collections.sort(videos);
        assertEquals(byId.keySet().stream().sorted().toList(), videos);
        List<Clip> shuffled = new ArrayList<>(clips);
        Collections.shuffle(shuffled, new Random(seed));
        assertEquals(drawn, CrossPairs.draw(shuffled, voices, seed));
    }

    private static boolean isPartner(Clip video, Clip audio, Voices voices) {
        return video != audio
                && audio.seconds() <= video.seconds()
                && (voices == Voices.ANY_SPEAKER || !audio.speaker().equals(video.speaker()));
    }

    @Test
    void clipsOfOneLengthDriveEachOther() {
        List<Clip> grid = IntStream.range(0, 50)
                .mapToObj(i -> new Clip("bbaf" + i, 3, "s1"))
                .toList();
        assertEquals(50, CrossPairs.draw(grid, Voices.ANY_SPEAKER, 1).pairs().size());
        CrossPairs others = CrossPairs.draw(grid, Voices.OTHER_SPEAKERS, 1);
        assertEquals(List.of(), others.pairs());
        assertEquals(50, others.withoutPartner().size());
    }

    @Test
    void partnersAreSpreadAndChangeWithTheSeed() {
        List<Clip> clips = IntStream.range(0, 1000)
                .mapToObj(i -> new Clip("clip" + i, 3, "s" + i))
                .toList();
        CrossPairs drawn = CrossPairs.draw(clips, Voices.OTHER_SPEAKERS, 1);
        // 1000 draws from 999 voices: 1000 * (1 - 1/e) = 632 different ones are expected.
        long voices = drawn.pairs().stream().map(DrivenPair::audio).distinct().count();
        assertEquals(632, voices, 50);
        CrossPairs other = CrossPairs.draw(clips, Voices.OTHER_SPEAKERS, 2);
        assertNotEquals(drawn, other);
        long same = drawn.pairs().stream().filter(other.pairs()::contains).count();
        assertTrue(same < 10, same + " of 1000 partners are the same with another seed");
    }

    @Test
    void shortestClipHasNoPartner() {
        List<Clip> clips = List.of(new Clip("a", 1, "s1"), new Clip("b", 2, "s2"), new Clip("c", 3, "s1"));
        CrossPairs drawn = CrossPairs.draw(clips, Voices.OTHER_SPEAKERS, 7);
        assertEquals(List.of(new DrivenPair("b", "a"), new DrivenPair("c", "b")), drawn.pairs());
        assertEquals(List.of("a"), drawn.withoutPartner());
    }

    @Test
    void writtenListIsReadAsThePairs(@TempDir Path folder) {
        CrossPairs drawn = CrossPairs.draw(clips(20, 3), Voices.ANY_SPEAKER, 3);
        Path file = folder.resolve("lists/cross.txt");
        drawn.write(file);
        assertEquals(new PairList(PairList.Format.AUDIO_VIDEO, drawn.pairs()), PairList.read(file));
    }

    @Test
    void clipsThatCannotBeDrawnFromAreRefused(@TempDir Path folder) {
        List<Clip> twice = List.of(new Clip("a", 1, "s1"), new Clip("a", 2, "s2"));
        assertThrows(VisemeException.class, () -> CrossPairs.draw(twice, Voices.ANY_SPEAKER, 1));
        for (double seconds : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(VisemeException.class, () -> new Clip("a", seconds, "s1"));
        }
        CrossPairs blank = new CrossPairs(List.of(new DrivenPair("a b", "c")), List.of());
        assertThrows(VisemeException.class, () -> blank.write(folder.resolve("list.txt")));
    }
}
