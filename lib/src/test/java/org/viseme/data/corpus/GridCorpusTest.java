package org.viseme.data.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.Shared;
import org.viseme.VisemeException;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.Corpus;
import org.viseme.data.Split;
import org.viseme.data.Word;

class GridCorpusTest {
    @TempDir
    private Path folder;

    @Test
    void alignmentGivesWordsInSecondsWithoutSilence() throws IOException {
        Path file = folder.resolve("bbaf2n.align");
        Files.writeString(
                file, "0 23750 sil\r\n23750 29500 bin\r\n29500 30000 sp\r\n30000 34000 blue\r\n34000 74500 sil\r\n");
        assertEquals(List.of(new Word("bin", 0.95, 1.18), new Word("blue", 1.2, 1.36)), GridAlignment.read(file));
    }

    @Test
    void damagedAlignmentNamesTheLine() throws IOException {
        Path file = folder.resolve("bbaf2n.align");
        for (String line : List.of("100 200", "100 x bin", "200 100 bin")) {
            Files.writeString(file, "0 100 sil\n" + line + "\n");
            VisemeException problem = assertThrows(VisemeException.class, () -> GridAlignment.read(file));
            assertTrue(problem.getMessage().contains("line 2"), problem.getMessage());
        }
    }

    @Test
    void namesSpellTheirSentences() {
        assertEquals(Optional.of("bin blue at f two now"), GridSentence.spell("bbaf2n"));
        assertEquals(Optional.of("set white with z zero soon"), GridSentence.spell("swwzzs"));
        assertEquals(Optional.empty(), GridSentence.spell("holiday"));
        assertEquals(Optional.empty(), GridSentence.spell("bbaf0n"));
    }

    @Test
    void publishedLayoutOfSeveralSpeakersIsRead() throws IOException {
        for (String name : List.of("s1/bbaf2n.mpg", "s2/bbaf2n.mpg", "s2/lbij9a.mpg", "align/s2/bbaf2n.align")) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), name.endsWith("align") ? "0 25000 bin\n" : "");
        }
        List<ClipFile> clips = new GridCorpus(folder).clips();
        assertEquals(
                List.of("s1_bbaf2n", "s2_bbaf2n", "s2_lbij9a"),
                clips.stream().map(clip -> clip.info().id()).toList());
        assertEquals("s2", clips.get(1).info().speaker());
        assertEquals(List.of(new Word("bin", 0, 1)), clips.get(1).info().words());
        assertEquals("lay blue in j nine again", clips.get(2).info().transcript());
    }

    @Test
    void splitListsDecideAndUnlistedClipsAreLeftOut() throws IOException {
        for (String name : List.of("clips/bbaf2n.mp4", "clips/bbaf3s.mp4", "clips/bbaf4p.mp4")) {
            Files.createDirectories(folder.resolve("clips"));
            Files.writeString(folder.resolve(name), "");
        }
        Files.createDirectories(folder.resolve("splits"));
        Files.writeString(folder.resolve("splits/train.txt"), "bbaf2n\r\n");
        Files.writeString(folder.resolve("splits/test.txt"), "bbaf4p\n");
        List<ClipFile> clips = new GridCorpus(folder).clips();
        assertEquals(
                List.of(Split.TRAIN, Split.TEST),
                clips.stream().map(clip -> clip.info().split()).toList());
    }

    @Test
    void bothPublishedLayoutsOfAllSpeakersAreRead() throws IOException {
        CorpusFolder grid = new CorpusFolder(folder);
        List<String> expected = new ArrayList<>();
        for (int i = 1; i <= 34; i++) {
            String speaker = "s" + i;
            if (i % 2 == 0) {
                grid.touch(speaker + "/video/mpg_6000/bbaf2n.mpg")
                        .write(speaker + "/align/bbaf2n.align", "0 25000 bin\n25000 50000 " + speaker + "\n");
            } else {
                grid.touch(speaker + "/bbaf2n.mpg")
                        .write("alignments/" + speaker + "/bbaf2n.align", "0 25000 bin\n25000 50000 " + speaker + "\n");
            }
            expected.add(speaker + "_bbaf2n");
        }
        Corpus corpus = new GridCorpus(folder);
        assertEquals(Set.copyOf(expected), Set.copyOf(CorpusFolder.ids(corpus)));
        assertEquals(34, corpus.clips().size());
        for (int i = 1; i <= 34; i++) {
            ClipInfo info = CorpusFolder.info(corpus, "s" + i + "_bbaf2n");
            assertEquals("s" + i, info.speaker());
            assertEquals("bin s" + i, info.transcript(), "each speaker has an alignment of the same name");
        }
    }

    @Test
    void theLargerOfTwoCopiesIsTaken() throws IOException {
        new CorpusFolder(folder).touch("s1/bbaf2n.mpg", "s1/video/mpg_6000/bbaf2n.mpg", "s1/zvcd/bbaf2n.mpg");
        List<ClipFile> clips = new GridCorpus(folder).clips();
        assertEquals(1, clips.size());
        assertEquals(
                folder.resolve("s1/video/mpg_6000/bbaf2n.mpg"), clips.getFirst().video());
    }

    @Test
    void alignmentsThatAreEmptyDamagedOrGoneConcernTheirClipsOnly() throws IOException {
        new CorpusFolder(folder)
                .touch("s1/bbaf2n.mpg", "s1/bbaf3s.mpg", "s1/bbaf4p.mpg", "s1/bbaf5a.mpg", "align/s1/bbaf4p.align")
                .write("align/s1/bbaf2n.align", "\uFEFF0 25000 bin\r\n")
                .write("align/s1/bbaf3s.align", "0 25000\n");
        Corpus corpus = new GridCorpus(folder);
        assertEquals("bin", CorpusFolder.info(corpus, "s1_bbaf2n").transcript());
        assertTrue(CorpusFolder.refusal(() -> CorpusFolder.info(corpus, "s1_bbaf3s"))
                .contains("bbaf3s.align"));
        assertEquals(
                "bin blue at f four please",
                CorpusFolder.info(corpus, "s1_bbaf4p").transcript());
        assertEquals(
                "bin blue at f five again",
                CorpusFolder.info(corpus, "s1_bbaf5a").transcript());
    }

    @Test
    void listedClipsThatAreNotThereAreMissing() throws IOException {
        CorpusFolder grid = new CorpusFolder(folder).touch("s1/bbaf2n.mpg");
        grid.write("splits/train.txt", "s1_bbaf2n\n").write("splits/val.txt", "\uFEFFs2/bbaf2n.mpg\r\n");
        Corpus corpus = new GridCorpus(folder);
        assertEquals(List.of("s1_bbaf2n"), CorpusFolder.ids(corpus));
        assertEquals(List.of("s2_bbaf2n"), CorpusFolder.missing(corpus));
        assertEquals(Split.VAL, corpus.missing().getFirst().split());
        grid.write("splits/train.txt", "bbaf2n\n");
        assertTrue(CorpusFolder.refusal(() -> new GridCorpus(folder)).contains("s1_bbaf2n"));
    }

    @Test
    void folderWithoutVideosIsAClearError() {
        VisemeException problem = assertThrows(VisemeException.class, () -> new GridCorpus(folder));
        assertTrue(problem.getMessage().contains("holds no .mpg or .mp4 file"), problem.getMessage());
        assertThrows(VisemeException.class, () -> new GridCorpus(folder.resolve("missing")));
    }

    @Test
    void speakerOneIsReadAsPublished() throws IOException {
        Path root = Shared.require("corpora/grid-s1");
        List<ClipFile> clips = new GridCorpus(root).clips();
        assertEquals(974, clips.size());
        for (Split split : Split.values()) {
            List<String> listed = Files.readAllLines(root.resolve("splits/" + split.label() + ".txt"));
            assertEquals(
                    listed,
                    clips.stream()
                            .filter(clip -> clip.info().split() == split)
                            .map(clip -> clip.info().id())
                            .toList());
        }
        for (String line : Files.readAllLines(root.resolve("transcripts.tsv"))) {
            String[] fields = line.split("\t");
            ClipInfo info = clips.stream()
                    .filter(clip -> clip.id().equals(fields[0]))
                    .findFirst()
                    .orElseThrow()
                    .info();
            assertEquals(fields[1], info.transcript());
            assertEquals(Optional.of(fields[1]), GridSentence.spell(info.id()));
            assertEquals("s1", info.speaker());
        }
    }
}
