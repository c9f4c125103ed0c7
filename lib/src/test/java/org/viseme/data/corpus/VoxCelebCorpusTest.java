package org.viseme.data.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.Corpus;
import org.viseme.data.Split;

class VoxCelebCorpusTest {
    private static final String TRACK = "Identity  : \tid10001\nReference : \t1zcIwhmdeo4\nOffset    : \t-3\n"
            + "FV Conf   : \t19.105\t(1)\nASD Conf  : \t5.147\n\nFRAME \tX \tY \tW \tH \n008175 \t257 \t140 \t189 \t189 \n";

    @TempDir
    private Path folder;

    @Test
    void facesAreReadWithTheVoiceOfTheParallelTree() throws IOException {
        new CorpusFolder(folder)
                .touch("dev/mp4/id00012/21Uxsk56VDQ/00001.mp4", "dev/aac/id00012/21Uxsk56VDQ/00001.m4a")
                .touch("dev/mp4/id00012/-1Uxsk56VDQ/00002.mp4")
                .touch("dev/mp4/id00012/21Uxsk56VDQ/00003.mp4", "dev/aac/id00012/21Uxsk56VDQ/00003.m4a")
                .touch("dev/wav/id00012/21Uxsk56VDQ/00003.wav");
        Corpus corpus = new VoxCelebCorpus(folder);
        assertEquals(
                List.of("id00012_-1Uxsk56VDQ_00002", "id00012_21Uxsk56VDQ_00001", "id00012_21Uxsk56VDQ_00003"),
                CorpusFolder.ids(corpus));
        assertEquals(folder.resolve("dev/mp4/id00012/-1Uxsk56VDQ/00002.mp4"), voice(corpus, 0));
        assertEquals(folder.resolve("dev/aac/id00012/21Uxsk56VDQ/00001.m4a"), voice(corpus, 1));
        assertEquals(folder.resolve("dev/wav/id00012/21Uxsk56VDQ/00003.wav"), voice(corpus, 2));
        ClipInfo info = CorpusFolder.info(corpus, "id00012_21Uxsk56VDQ_00001");
        assertEquals("id00012", info.speaker());
        assertEquals("", info.transcript());
        assertFalse(corpus.hasTranscripts());
    }

    private static Path voice(Corpus corpus, int clip) {
        return ((ClipFile) corpus.clips().get(clip)).audio();
    }

    @Test
    void foldersAndMetaFilesTellTheTestSplit() throws IOException {
        new CorpusFolder(folder)
                .touch("test/mp4/id00017/01dfn2spqyE/00001.mp4")
                .touch("mp4/id10270/5r0dWxy17C8/00001.mp4", "vox1_test_wav/wav/id10270/5r0dWxy17C8/00001.wav")
                .touch("mp4/id10271/1gtz-CUIygI/00001.mp4")
                .touch("mp4/id00061/-1ZQv6BUwHU/00001.mp4", "mp4/id00999/-1ZQv6BUwHU/00001.mp4")
                .write(
                        "vox1_meta.csv",
                        "VoxCeleb1 ID\tVGGFace1 ID\tGender\tNationality\tSet\r\n"
                                + "id10271\tEzra_Miller\tm\tUSA\ttest\r\n")
                .write("vox2_meta.csv", "\uFEFFVoxCeleb2 ID ,VGGFace2 ID ,Gender ,Set \nid00061 ,n000012 ,f ,test \n");
        Corpus corpus = new VoxCelebCorpus(folder);
        for (String id : List.of(
                "id00017_01dfn2spqyE_00001",
                "id10270_5r0dWxy17C8_00001",
                "id10271_1gtz-CUIygI_00001",
                "id00061_-1ZQv6BUwHU_00001")) {
            assertEquals(Split.TEST, CorpusFolder.clip(corpus, id).split(), id);
        }
        assertTrue(CorpusFolder.clip(corpus, "id00999_-1ZQv6BUwHU_00001").split() != Split.TEST);
        assertEquals(
                "voxceleb, mp4/id00061/-1ZQv6BUwHU/00001.mp4, speaker f",
                CorpusFolder.info(corpus, "id00061_-1ZQv6BUwHU_00001").source());
    }

    @Test
    void speakersOfDevAreDividedAndNoneIsInTwoSplits() throws IOException {
        CorpusFolder files = new CorpusFolder(folder);
        for (int speaker = 100; speaker < 300; speaker++) {
            files.touch("dev/mp4/id00" + speaker + "/a/00001.mp4", "dev/mp4/id00" + speaker + "/b/00001.mp4");
        }
        Corpus corpus = new VoxCelebCorpus(folder);
        Set<String> validation = speakers(corpus, Split.VAL);
        Set<String> training = speakers(corpus, Split.TRAIN);
        // 200 draws with a chance of a tenth: 20 are expected, with a standard deviation of 4.2.
        assertEquals(20, validation.size(), 15);
        assertEquals(200, validation.size() + training.size());
        assertEquals(Set.of(), speakers(corpus, Split.TEST));
        assertEquals(validation, speakers(new VoxCelebCorpus(folder.resolve("dev")), Split.VAL));
    }

    private static Set<String> speakers(Corpus corpus, Split split) {
        return corpus.clips().stream()
                .filter(clip -> clip.split() == split)
                .map(clip -> clip.info().speaker())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void trackOfAVideoThatWasNotCutIsAMissingClip() throws IOException {
        new CorpusFolder(folder)
                .touch("mp4/id10001/1zcIwhmdeo4/00001.mp4")
                .write("txt/id10001/1zcIwhmdeo4/00001.txt", TRACK)
                .write("txt/id10001/1zcIwhmdeo4/00002.txt", TRACK)
                .write("txt/id10001/1zcIwhmdeo4/00003.txt", "");
        Corpus corpus = new VoxCelebCorpus(folder);
        assertEquals(List.of("id10001_1zcIwhmdeo4_00001"), CorpusFolder.ids(corpus));
        assertEquals(List.of("id10001_1zcIwhmdeo4_00002", "id10001_1zcIwhmdeo4_00003"), CorpusFolder.missing(corpus));
        assertTrue(corpus.missing().getFirst().detail().contains("1zcIwhmdeo4"));
    }

    @Test
    void damagedMetaFileIsAClearError() throws IOException {
        CorpusFolder files = new CorpusFolder(folder).touch("mp4/id10001/1zcIwhmdeo4/00001.mp4");
        files.write("vox2_meta.csv", "VoxCeleb2 ID ,VGGFace2 ID ,Gender ,Set \nid00061 ,n000012\n");
        assertTrue(CorpusFolder.refusal(() -> new VoxCelebCorpus(folder)).contains("vox2_meta.csv, line 2"));
        files.write("vox2_meta.csv", "<html>\n");
        assertTrue(CorpusFolder.refusal(() -> new VoxCelebCorpus(folder)).contains("line 1"));
    }
}
