package org.viseme.data.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.ClipInfo;
import org.viseme.data.Corpus;
import org.viseme.data.RejectedClip.Reason;
import org.viseme.data.Split;
import org.viseme.data.Word;

class Lrs2CorpusTest {
    @TempDir
    private Path folder;

    private CorpusFolder lrs2;

    @BeforeEach
    void layOut() throws IOException {
        lrs2 = new CorpusFolder(folder);
        for (String clip : List.of(
                "main/6330311066473698535/00011",
                "main/6330311066473698535/00018",
                "main/6331559613336179781/00002",
                "main/6330311066473698535/00099",
                "pretrain/6330311066473698535/00011")) {
            lrs2.touch("mvlrs_v1/" + clip + ".mp4");
            lrs2.write("mvlrs_v1/" + clip + ".txt", "Text:  WHEN YOU'RE\nConf:  3\n");
        }
        lrs2.write(
                "mvlrs_v1/pretrain/6330311066473698535/00011.txt",
                "Text:  GOOD EVENING\r\nConf:  5\r\n\r\nWORD START END ASDSCORE\r\nGOOD 0.04 0.21 3.2\r\n"
                        + "EVENING 0.21 0.7 3.3\r\n");
        lrs2.write("train.txt", "\uFEFF6330311066473698535/00011\r\n6330311066473698535/00404\r\n");
        lrs2.write("val.txt", "6330311066473698535/00018\n");
        lrs2.write("test.txt", "6331559613336179781/00002 NF\n6331559613336179781/00003 MV\n");
        lrs2.write("pretrain.txt", "6330311066473698535/00011\n");
    }

    @Test
    void listsDecideAndWhatTheyDoNotNameIsLeftOut() {
        Corpus corpus = new Lrs2Corpus(folder, false);
        assertEquals(
                Map.of(
                        "main_6330311066473698535_00011", Split.TRAIN,
                        "main_6330311066473698535_00018", Split.VAL,
                        "main_6331559613336179781_00002", Split.TEST),
                CorpusFolder.splits(corpus));
    }

    @Test
    void listedClipsThatAreNotThereAreMissing() {
        Corpus corpus = new Lrs2Corpus(folder, false);
        assertEquals(
                List.of("main_6330311066473698535_00404", "main_6331559613336179781_00003"),
                CorpusFolder.missing(corpus));
        assertEquals(Reason.MISSING, corpus.missing().getFirst().reason());
        assertEquals(Split.TEST, corpus.missing().get(1).split());
    }

    @Test
    void pretrainClipsJoinTheTrainingSplitWithTheirWordsWhenAskedFor() {
        Corpus corpus = new Lrs2Corpus(folder, true);
        assertEquals(4, corpus.clips().size());
        String id = "pretrain_6330311066473698535_00011";
        assertEquals(Split.TRAIN, CorpusFolder.clip(corpus, id).split());
        ClipInfo info = CorpusFolder.info(corpus, id);
        assertEquals("GOOD EVENING", info.transcript());
        assertEquals(List.of(new Word("GOOD", 0.04, 0.21), new Word("EVENING", 0.21, 0.7)), info.words());
        assertEquals("6330311066473698535", info.speaker());
        assertEquals("lrs2, pretrain/6330311066473698535/00011.mp4", info.source());
    }

    @Test
    void innerFolderWithItsListsIsTheSameCorpus() throws IOException {
        for (String list : List.of("train.txt", "val.txt", "test.txt")) {
            Files.move(folder.resolve(list), folder.resolve("mvlrs_v1").resolve(list));
        }
        Map<String, Split> outer = CorpusFolder.splits(new Lrs2Corpus(folder, false));
        assertEquals(3, outer.size());
        assertEquals(outer, CorpusFolder.splits(new Lrs2Corpus(folder.resolve("mvlrs_v1"), false)));
    }

    @Test
    void transcriptsThatAreEmptyDamagedOrGoneConcernTheirClipsOnly() throws IOException {
        lrs2.write("mvlrs_v1/main/6330311066473698535/00011.txt", "\u0000\u0001\u0002");
        lrs2.write("mvlrs_v1/main/6330311066473698535/00018.txt", "");
        Files.delete(folder.resolve("mvlrs_v1/main/6331559613336179781/00002.txt"));
        Corpus corpus = new Lrs2Corpus(folder, true);
        String message = CorpusFolder.refusal(() -> CorpusFolder.info(corpus, "main_6330311066473698535_00011"));
        assertTrue(message.contains("00011.txt"), message);
        assertEquals(
                "", CorpusFolder.info(corpus, "main_6330311066473698535_00018").transcript());
        assertEquals(
                "", CorpusFolder.info(corpus, "main_6331559613336179781_00002").transcript());
        assertEquals(
                "GOOD EVENING",
                CorpusFolder.info(corpus, "pretrain_6330311066473698535_00011").transcript());
    }

    @Test
    void clipInTwoListsIsNotTrainedOn() throws IOException {
        lrs2.write("val.txt", "6330311066473698535/00011\n");
        assertEquals(
                Split.VAL,
                CorpusFolder.clip(new Lrs2Corpus(folder, false), "main_6330311066473698535_00011")
                        .split());
    }

    @Test
    void folderWithoutListsOrVideosIsAClearError() throws IOException {
        Files.delete(folder.resolve("pretrain.txt"));
        assertTrue(CorpusFolder.refusal(() -> new Lrs2Corpus(folder, true)).contains("has no pretrain.txt"));
        Path inner = folder.resolve("mvlrs_v1");
        assertTrue(CorpusFolder.refusal(() -> new Lrs2Corpus(inner, false)).contains("has no train.txt"));
        Path lists = Files.createDirectory(folder.resolve("lists"));
        Files.writeString(lists.resolve("test.txt"), "6331559613336179781/00002 NF\n");
        assertTrue(CorpusFolder.refusal(() -> new Lrs2Corpus(lists, false)).contains("none of the 1 clips"));
    }

    /** Damaged transcripts everywhere: that none of them is read shows that opening does not depend on them. */
    @Test
    void aHundredThousandListedClipsOpenInSeconds() throws IOException {
        StringBuilder list = new StringBuilder();
        for (int recording = 0; recording < 1000; recording++) {
            for (int clip = 0; clip < 100; clip++) {
                list.append(6_330_311_066_473_690_000L + recording).append("/%05d\n".formatted(clip));
            }
        }
        lrs2.write("train.txt", list.toString());
        for (int recording = 0; recording < 100; recording++) {
            String name = "mvlrs_v1/main/" + (6_330_311_066_473_690_000L + recording) + "/00007";
            lrs2.touch(name + ".mp4").write(name + ".txt", "damaged");
        }
        Corpus corpus = assertTimeout(Duration.ofSeconds(10), () -> new Lrs2Corpus(folder, false));
        assertEquals(100 + 2, corpus.clips().size());
        assertEquals(100_000 - 100 + 1, corpus.missing().size());
    }
}
