package org.viseme.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipSource;
import org.viseme.data.Split;

class WordCorpusTest {
    private final WordCorpus corpus = new WordCorpus(8, List.of("bat", "mat", "light"), 2, 64);

    @Test
    void everySpeakerSaysEveryWordOnce() {
        List<ClipInfo> clips = corpus.clips().stream().map(ClipSource::info).toList();
        assertEquals(
                List.of("bat", "mat", "light", "bat", "mat", "light"),
                clips.stream().map(clip -> clip.words().get(2).text()).toList());
        assertEquals(clips.get(0).speaker(), clips.get(2).speaker());
        assertNotEquals(clips.get(0).speaker(), clips.get(3).speaker());
        assertEquals(6, clips.stream().map(ClipInfo::id).distinct().count());
        assertEquals(Split.TEST, clips.getFirst().split());
    }

    @Test
    void moreSpeakersLeaveTheFirstOnesAsTheyAre() {
        WordCorpus more = new WordCorpus(8, corpus.words(), 5, 64);
        assertEquals(corpus.clip(4).id(), more.clip(4).id());
        assertEquals(corpus.clip(4).words(), more.clip(4).words());
    }
}
