package org.viseme.data.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipSource;
import org.viseme.data.Corpus;
import org.viseme.data.Split;
import org.viseme.data.Word;

class Lrs3CorpusTest {
    private static final List<String> TALKS =
            IntStream.range(0, 200).mapToObj(i -> "-talk_" + i).toList();

    @TempDir
    private Path folder;

    private CorpusFolder lrs3() throws IOException {
        CorpusFolder lrs3 = new CorpusFolder(folder);
        for (String talk : TALKS) {
            lrs3.touch("trainval/" + talk + "/50001.mp4", "trainval/" + talk + "/50002.mp4");
            lrs3.touch("pretrain/" + talk + "/00001.mp4");
        }
        return lrs3.touch("test/0Fi83BHQsMA/00002.mp4", "pretrain/elsewhere/00001.mp4", "readme.txt");
    }

    @Test
    void talksOfTrainvalAreDividedAndStayWhole() throws IOException {
        lrs3();
        Corpus corpus = new Lrs3Corpus(folder, true);
        Set<String> training = talks(corpus, Split.TRAIN);
        Set<String> validation = talks(corpus, Split.VAL);
        Set<String> both = new TreeSet<>(training);
        both.retainAll(validation);
        assertEquals(Set.of(), both);
        assertEquals(Set.of("0Fi83BHQsMA"), talks(corpus, Split.TEST));
        assertTrue(training.contains("elsewhere"));
        // 200 draws with a chance of a tenth: 20 are expected, with a standard deviation of 4.2.
        assertEquals(20, validation.size(), 15);
        assertEquals(2 * validation.size(), count(corpus, Split.VAL), "pretrain clips are not for validation");
        assertEquals(3 * (200 - validation.size()) + 1, count(corpus, Split.TRAIN));
    }

    @Test
    void validationDoesNotDependOnWhatElseIsThere() throws IOException {
        CorpusFolder lrs3 = lrs3();
        Set<String> all = talks(new Lrs3Corpus(folder, false), Split.VAL);
        for (String talk : TALKS.subList(0, 150)) {
            Files.delete(lrs3.root().resolve("trainval/" + talk + "/50001.mp4"));
            Files.delete(lrs3.root().resolve("trainval/" + talk + "/50002.mp4"));
        }
        Set<String> left = talks(new Lrs3Corpus(folder, false), Split.VAL);
        assertFalse(left.isEmpty());
        assertTrue(all.containsAll(left));
    }

    @Test
    void pretrainClipsAreLeftOutUnlessAskedFor() throws IOException {
        lrs3();
        assertTrue(CorpusFolder.ids(new Lrs3Corpus(folder, false)).stream().noneMatch(id -> id.contains("pretrain")));
    }

    @Test
    void transcriptIsThatBesideTheVideo() throws IOException {
        CorpusFolder lrs3 = new CorpusFolder(folder);
        lrs3.touch("test/-0Fi83BHQ/00002.mp4", "test/-0Fi83BHQ/00003.mp4", "test/-0Fi83BHQ/00004.mp4");
        lrs3.write(
                "test/-0Fi83BHQ/00002.txt",
                "Text:  SO\nConf:  4\nRef:  -0Fi83BHQ\n\nFRAME X Y W H\n000000 0.4 0.2 0.1 0.2\n\n"
                        + "WORD START END\nSO 0.1 0.4\n");
        lrs3.write("test/-0Fi83BHQ/00003.txt", "");
        lrs3.write("test/-0Fi83BHQ/00004.txt", "Text:  SO\nWORD START END\nSO\n");
        lrs3.write("test/-0Fi83BHQ/00005.txt", "Text:  NO VIDEO\n");
        Corpus corpus = new Lrs3Corpus(folder, false);
        ClipInfo info = CorpusFolder.info(corpus, "test_-0Fi83BHQ_00002");
        assertEquals("SO", info.transcript());
        assertEquals(List.of(new Word("SO", 0.1, 0.4)), info.words());
        assertEquals("-0Fi83BHQ", info.speaker());
        assertEquals("", CorpusFolder.info(corpus, "test_-0Fi83BHQ_00003").transcript());
        assertTrue(CorpusFolder.refusal(() -> CorpusFolder.info(corpus, "test_-0Fi83BHQ_00004"))
                .contains("00004.txt, line 3"));
        assertEquals(List.of("test_-0Fi83BHQ_00005"), CorpusFolder.missing(corpus));
    }

    @Test
    void otherFolderIsAClearError() throws IOException {
        new CorpusFolder(folder).touch("video.mp4");
        assertTrue(CorpusFolder.refusal(() -> new Lrs3Corpus(folder, false)).contains("trainval"));
    }

    private static Set<String> talks(Corpus corpus, Split split) {
        return corpus.clips().stream()
                .filter(clip -> clip.split() == split)
                .map(clip -> clip.info().speaker())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static long count(Corpus corpus, Split split) {
        return corpus.clips().stream()
                .map(ClipSource::split)
                .filter(split::equals)
                .count();
    }
}
