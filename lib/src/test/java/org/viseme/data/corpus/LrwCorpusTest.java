package org.viseme.data.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.ClipInfo;
import org.viseme.data.Corpus;
import org.viseme.data.Split;
import org.viseme.data.Word;

class LrwCorpusTest {
    private static final String TEXT = """
            Disc: 6013
            Channel: 5000
            Program start: +06:00:00.000
            Date: 20150227
            Clip start: 2317.26 seconds
            Duration: %s seconds
            """;

    @TempDir
    private Path folder;

    private CorpusFolder lrw;

    @BeforeEach
    void layOut() throws IOException {
        lrw = new CorpusFolder(folder);
        for (String clip : List.of(
                "ABOUT/train/ABOUT_00001",
                "ABOUT/val/ABOUT_00001",
                "ABOUT/test/ABOUT_00001",
                "WORLD/test/WORLD_00050")) {
            lrw.touch("lipread_mp4/" + clip + ".mp4");
            lrw.write("lipread_mp4/" + clip + ".txt", TEXT.formatted("0.53"));
        }
    }

    @Test
    void foldersAreTheSplitsAndNamesStayDistinct() {
        Corpus corpus = new LrwCorpus(folder);
        assertEquals(
                Map.of(
                        "ABOUT_train_00001", Split.TRAIN,
                        "ABOUT_val_00001", Split.VAL,
                        "ABOUT_test_00001", Split.TEST,
                        "WORLD_test_00050", Split.TEST),
                CorpusFolder.splits(corpus));
        assertEquals(CorpusFolder.splits(corpus), CorpusFolder.splits(new LrwCorpus(folder.resolve("lipread_mp4"))));
    }

    /** 29 frames at 25 a second are 1.16 s; a word of 0.53 s in their middle is spoken from 0.315 s to 0.845 s. */
    @Test
    void wordLiesInTheMiddleOfTheClip() {
        ClipInfo info = CorpusFolder.info(new LrwCorpus(folder), "ABOUT_val_00001");
        assertEquals("ABOUT", info.transcript());
        Word word = info.words().getFirst();
        assertEquals("ABOUT", word.text());
        assertEquals(0.315, word.startSeconds(), 1e-9);
        assertEquals(0.845, word.endSeconds(), 1e-9);
        assertEquals("lrw, ABOUT/val/ABOUT_00001.mp4", info.source());
    }

    @Test
    void textsThatAreEmptyOrDamagedConcernTheirClipsOnly() throws IOException {
        lrw.write("lipread_mp4/ABOUT/train/ABOUT_00001.txt", "");
        lrw.write("lipread_mp4/ABOUT/val/ABOUT_00001.txt", TEXT.formatted("half a"));
        lrw.write("lipread_mp4/ABOUT/test/ABOUT_00001.txt", "Disc: 6013\r\nChannel: 5000\r\n");
        lrw.write(
                "lipread_mp4/WORLD/test/WORLD_00050.txt",
                "\uFEFF" + TEXT.formatted("1.20").replace("\n", "\r\n"));
        Corpus corpus = new LrwCorpus(folder);
        ClipInfo empty = CorpusFolder.info(corpus, "ABOUT_train_00001");
        assertEquals("ABOUT", empty.transcript());
        assertEquals(List.of(), empty.words());
        String damaged = CorpusFolder.refusal(() -> CorpusFolder.info(corpus, "ABOUT_val_00001"));
        assertTrue(damaged.contains("ABOUT_00001.txt, line 6"), damaged);
        String cut = CorpusFolder.refusal(() -> CorpusFolder.info(corpus, "ABOUT_test_00001"));
        assertTrue(cut.contains("line 2"), cut);
        // A word cannot be longer than its clip.
        assertEquals(
                List.of(new Word("WORLD", 0, 1.16)),
                CorpusFolder.info(corpus, "WORLD_test_00050").words());
    }

    @Test
    void textWithoutVideoIsAMissingClip() throws IOException {
        lrw.write("lipread_mp4/WORLD/train/WORLD_00002.txt", TEXT.formatted("0.3"));
        Corpus corpus = new LrwCorpus(folder);
        assertEquals(4, corpus.clips().size());
        assertEquals(List.of("WORLD_train_00002"), CorpusFolder.missing(corpus));
    }
}
