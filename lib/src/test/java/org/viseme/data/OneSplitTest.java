package org.viseme.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.viseme.data.synthetic.SyntheticCorpus;

class OneSplitTest {
    @Test
    void allClipsBelongToItAndAreOtherwiseTheSame() {
        Corpus corpus = new SyntheticCorpus(7, 3, 64, 1);
        Corpus one = new OneSplit(corpus, Split.TEST);
        List<? extends ClipSource> clips = one.clips();
        assertEquals(3, clips.size());
        for (int i = 0; i < clips.size(); i++) {
            ClipInfo before = corpus.clips().get(i).info();
            ClipInfo info = clips.get(i).info();
            assertEquals(Split.TRAIN, before.split());
            assertEquals(Split.TEST, clips.get(i).split());
            assertEquals(Split.TEST, info.split());
            assertEquals(before.id(), clips.get(i).id());
            assertEquals(before.words(), info.words());
            assertEquals(before.speaker(), info.speaker());
        }
    }

    @Test
    void itsStoreIsNotGoneOnWithAsThatOfTheCorpus() {
        Corpus corpus = new SyntheticCorpus(7, 3, 64, 1);
        Corpus one = new OneSplit(corpus, Split.TEST);
        assertNotEquals(corpus.details(), one.details());
        assertTrue(one.details().entrySet().containsAll(corpus.details().entrySet()));
    }
}
