package org.viseme.data.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMedia;
import org.viseme.data.Corpus;
import org.viseme.data.Split;
import org.viseme.data.Word;
import org.viseme.data.synthetic.ClipSpec;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticIdentity;
import org.viseme.data.synthetic.SyntheticSpeaker;
import org.viseme.media.AudioWriter;
import org.viseme.media.Waveform;

class FolderCorpusTest {
    private static SyntheticClip spoken;
    private static Path video;

    @TempDir
    private Path folder;

    @BeforeAll
    static void speak(@TempDir Path elsewhere) {
        spoken = SyntheticSpeaker.speak("bin blue", ClipSpec.of(SyntheticIdentity.random(1), 64, 1));
        video = spoken.write(elsewhere, "spoken");
    }

    @Test
    void videosThatDifferOnlyInTheirExtensionAreAllClips() throws IOException {
        new CorpusFolder(folder).touch("a.avi", "a.mkv", "a.mov", "a.mp4");
        assertEquals(4, CorpusFolder.ids(new FolderCorpus(folder)).size());
    }

    @Test
    void everyKindOfVideoIsAClipWithASafeName() throws IOException {
        new CorpusFolder(folder)
                .touch("anna/take 1.MP4", "anna/b.mpg", "ben/c.mkv", "d.mov", "e.avi", "f.webm", "g.m4v")
                .touch("notes.doc", ".hidden.mp4", ".trash/old.mp4", "anna/._b.mpg");
        assertEquals(
                List.of("anna_b", "anna_take_1", "ben_c", "d", "e", "f", "g"),
                CorpusFolder.ids(new FolderCorpus(folder)));
        assertEquals(
                "anna", CorpusFolder.info(new FolderCorpus(folder), "anna_b").speaker());
        assertEquals(
                folder.getFileName().toString(),
                CorpusFolder.info(new FolderCorpus(folder), "d").speaker());
    }

    @Test
    void namesThatWouldCollideStayDistinct() throws IOException {
        new CorpusFolder(folder).touch("a_b.mp4", "a/b.mp4", "a/B.mkv", "\u0436.mp4", "\u0448.mp4", "-x.mp4");
        Set<String> ids = new HashSet<>();
        for (String id : CorpusFolder.ids(new FolderCorpus(folder))) {
            assertTrue(id.matches("[A-Za-z0-9_][A-Za-z0-9._-]*"), id);
            ids.add(id.toLowerCase(Locale.ROOT));
        }
        assertEquals(6, ids.size(), ids.toString());
        assertEquals(CorpusFolder.ids(new FolderCorpus(folder)), CorpusFolder.ids(new FolderCorpus(folder)));
    }

    @Test
    void textsBesideVideosAreSentencesOrHaveTimes() throws IOException {
        CorpusFolder files = new CorpusFolder(folder).touch("a.mp4", "b.mp4", "c.mp4", "d.mp4", "e.mp4");
        assertFalse(new FolderCorpus(folder).hasTranscripts());
        files.write("a.txt", "\uFEFFGood evening,\r\n  everybody \r\n")
                .write("b.txt", "Text:  GOOD\nConf: 1\n\nWORD START END ASDSCORE\nGOOD 0.1 0.4 3\n")
                .write("c.txt", "")
                .write("d.txt", "Text:  GOOD\n\nWORD START END\nGOOD early\n");
        Files.write(folder.resolve("e.txt"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        Corpus corpus = new FolderCorpus(folder);
        assertTrue(corpus.hasTranscripts());
        assertEquals("Good evening, everybody", CorpusFolder.info(corpus, "a").transcript());
        ClipInfo timed = CorpusFolder.info(corpus, "b");
        assertEquals("GOOD", timed.transcript());
        assertEquals(List.of(new Word("GOOD", 0.1, 0.4)), timed.words());
        assertEquals("", CorpusFolder.info(corpus, "c").transcript());
        assertTrue(CorpusFolder.refusal(() -> CorpusFolder.info(corpus, "d")).contains("d.txt, line 4"));
        assertTrue(CorpusFolder.refusal(() -> CorpusFolder.info(corpus, "e")).contains("e.txt"));
    }

    @Test
    void listsMayWriteNamesInThreeWays() throws IOException {
        new CorpusFolder(folder)
                .touch("anna/take 1.mp4", "anna/take 2.mp4", "ben/a.mp4", "ben/b.mp4", "ben/unlisted.mp4")
                .write("train.txt", "\uFEFFanna/take 1.mp4\r\nanna/take 2\r\n")
                .write("splits/val.txt", "ben_a\n")
                .write("splits/test.txt", "ben\\b.mp4\nben/gone.mp4\n");
        Corpus corpus = new FolderCorpus(folder);
        assertEquals(
                Map.of(
                        "anna_take_1", Split.TRAIN,
                        "anna_take_2", Split.TRAIN,
                        "ben_a", Split.VAL,
                        "ben_b", Split.TEST),
                CorpusFolder.splits(corpus));
        assertEquals(1, corpus.missing().size());
        assertTrue(corpus.missing().getFirst().detail().contains("ben/gone.mp4"));
        assertEquals(Split.TEST, corpus.missing().getFirst().split());
    }

    @Test
    void transcriptNamedLikeAListIsAClearError() throws IOException {
        new CorpusFolder(folder).touch("test.mp4").write("test.txt", "Good evening");
        assertTrue(CorpusFolder.refusal(() -> new FolderCorpus(folder)).contains("rename"));
    }

    @Test
    void speakersAreDividedWhenThereAreEnough() throws IOException {
        CorpusFolder files = new CorpusFolder(folder);
        for (int speaker = 0; speaker < 10; speaker++) {
            for (int take = 0; take < 3; take++) {
                files.touch("speaker" + speaker + "/take" + take + ".mp4");
            }
        }
        Map<Split, Set<String>> speakers = new HashMap<>();
        new FolderCorpus(folder)
                .clips()
                .forEach(clip -> speakers.computeIfAbsent(clip.split(), key -> new HashSet<>())
                        .add(clip.info().speaker()));
        assertEquals(1, speakers.get(Split.TEST).size());
        assertEquals(1, speakers.get(Split.VAL).size());
        assertEquals(8, speakers.get(Split.TRAIN).size());
    }

    @Test
    void clipsOfFewSpeakersAreDividedThemselves() throws IOException {
        CorpusFolder files = new CorpusFolder(folder).touch("anna/0.mp4", "anna/1.mp4");
        assertEquals(
                Set.of(Split.TRAIN),
                Set.copyOf(CorpusFolder.splits(new FolderCorpus(folder)).values()));
        for (int take = 2; take < 40; take++) {
            files.touch("anna/" + take + ".mp4");
        }
        var splits = CorpusFolder.splits(new FolderCorpus(folder)).values();
        assertEquals(2, splits.stream().filter(Split.TEST::equals).count());
        assertEquals(2, splits.stream().filter(Split.VAL::equals).count());
    }

    @Test
    void voiceBesideTheVideoIsHeardInItsPlace() throws IOException {
        CorpusFolder files = new CorpusFolder(folder).copy(video, "own.mp4").copy(video, "other.mp4");
        AudioWriter.writeWav(new Waveform(new float[8000], Waveform.SPEECH_RATE), folder.resolve("other.wav"));
        Corpus corpus = new FolderCorpus(files.root());
        assertEquals(folder.resolve("other.wav"), ((ClipFile) CorpusFolder.clip(corpus, "other")).audio());
        try (ClipMedia own = CorpusFolder.clip(corpus, "own").open();
                ClipMedia other = CorpusFolder.clip(corpus, "other").open()) {
            assertEquals(spoken.seconds(), own.sound(0, 60).seconds(), 0.05);
            assertEquals(0.5, other.sound(0, 60).seconds(), 0.001);
            assertEquals(64, other.nextFrame().width());
        }
    }

    @Test
    void folderWithoutVideosIsAClearError() throws IOException {
        new CorpusFolder(folder).touch("a.txt");
        assertTrue(CorpusFolder.refusal(() -> new FolderCorpus(folder)).contains("holds no video"));
        assertTrue(CorpusFolder.refusal(() -> new FolderCorpus(folder.resolve("gone")))
                .contains("not a folder"));
    }
}
