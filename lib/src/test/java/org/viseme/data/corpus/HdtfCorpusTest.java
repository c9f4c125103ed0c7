package org.viseme.data.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipMedia;
import org.viseme.data.Corpus;
import org.viseme.data.synthetic.ClipSpec;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticIdentity;
import org.viseme.data.synthetic.SyntheticSpeaker;

class HdtfCorpusTest {
    private static final String URLS = "Radio11 https://www.youtube.com/watch?v=XtySvTwIOfw\n";

    @TempDir
    private Path folder;

    @Test
    void timesOfTheListsAreCutFromTheWholeVideos() throws IOException {
        new CorpusFolder(folder)
                .write("HDTF_dataset/RD_annotion_time.txt", "Radio11.mp4 00:30-01:00 01:30-02:30\r\n")
                .write("HDTF_dataset/RD_video_url.txt", URLS)
                .write("HDTF_dataset/RD_crop_wh.txt", "Radio11_0.mp4 412 599 0 599\n")
                .write("HDTF_dataset/WDA_annotion_time.txt", "\uFEFFAmyKlobuchar1.mp4 1:00:35-1:02:45 \n")
                .write("HDTF_dataset/WRA_annotion_time.txt", "AllenWest.mp4 00:20-04:55\nAnnWagner.mp4 00:05-02:10")
                .touch("videos/Radio11.mp4", "videos/WDA_AmyKlobuchar1.mkv", "videos/AnnWagner.mp4.part");
        Corpus corpus = new HdtfCorpus(folder);
        assertEquals(List.of("RD_Radio11_000", "RD_Radio11_001", "WDA_AmyKlobuchar1_000"), CorpusFolder.ids(corpus));
        ClipFile second = (ClipFile) CorpusFolder.clip(corpus, "RD_Radio11_001");
        assertEquals(folder.resolve("videos/Radio11.mp4"), second.video());
        assertEquals(90, second.fromSeconds());
        assertEquals(150, second.toSeconds());
        ClipFile hours = (ClipFile) CorpusFolder.clip(corpus, "WDA_AmyKlobuchar1_000");
        assertEquals(3635, hours.fromSeconds());
        assertEquals(3765, hours.toSeconds());
        assertEquals(List.of("WRA_AllenWest_000", "WRA_AnnWagner_000"), CorpusFolder.missing(corpus));
        assertFalse(corpus.hasTranscripts());
    }

    @Test
    void cutClipsAreTakenBeforeWholeVideosAndNeedNoLists() throws IOException {
        CorpusFolder files = new CorpusFolder(folder)
                .touch(
                        "clips/RD_Radio11_000.mp4",
                        "clips/Radio11_1.mp4",
                        "videos/Radio11.mp4",
                        "clips/AdamSmith_0.mp4");
        Corpus withoutLists = new HdtfCorpus(folder);
        assertEquals(List.of("AdamSmith_0", "RD_Radio11_000", "Radio11_1"), CorpusFolder.ids(withoutLists));
        files.write("lists/RD_annotion_time.txt", "Radio11.mp4 00:30-01:00 01:30-02:30 03:00-03:10\n");
        Corpus corpus = new HdtfCorpus(folder);
        List<String> videos = corpus.clips().stream()
                .map(clip ->
                        folder.relativize(((ClipFile) clip).video()).toString().replace('\\', '/'))
                .toList();
        assertEquals(List.of("clips/RD_Radio11_000.mp4", "clips/Radio11_1.mp4", "videos/Radio11.mp4"), videos);
        assertEquals(0, ((ClipFile) corpus.clips().get(1)).fromSeconds());
        assertEquals(180, ((ClipFile) corpus.clips().get(2)).fromSeconds());
    }

    @Test
    void videosOfOneSpeakerAreInOneSplit() throws IOException {
        new CorpusFolder(folder)
                .touch("AmyKlobuchar0_0.mp4", "WDA_AmyKlobuchar1_000.mp4", "Radio1_0.mp4", "RD_Radio2_000.mp4");
        Corpus corpus = new HdtfCorpus(folder);
        assertEquals(
                "AmyKlobuchar", CorpusFolder.info(corpus, "AmyKlobuchar0_0").speaker());
        assertEquals(
                "AmyKlobuchar",
                CorpusFolder.info(corpus, "WDA_AmyKlobuchar1_000").speaker());
        assertEquals("Radio1", CorpusFolder.info(corpus, "Radio1_0").speaker());
        assertEquals("Radio2", CorpusFolder.info(corpus, "RD_Radio2_000").speaker());
        for (var clip : corpus.clips()) {
            assertEquals(HashSplit.of(clip.info().speaker()), clip.split());
        }
    }

    @Test
    void damagedListNamesTheLine() throws IOException {
        CorpusFolder files = new CorpusFolder(folder).touch("Radio1.mp4");
        for (String line : List.of("Radio1.mp4", "Radio1.mp4 00:30", "Radio1.mp4 01:00-00:30", "Radio1.mp4 a-b")) {
            files.write("RD_annotion_time.txt", "Radio1.mp4 00:20-01:35\n\n" + line + "\n");
            String message = CorpusFolder.refusal(() -> new HdtfCorpus(folder));
            assertTrue(message.contains("RD_annotion_time.txt, line 3"), message);
        }
    }

    @Test
    void folderWithoutClipsIsAClearError() throws IOException {
        CorpusFolder files = new CorpusFolder(folder).touch("Radio1.mp4");
        assertTrue(CorpusFolder.refusal(() -> new HdtfCorpus(folder)).contains("neither lists"));
        files.write("RD_annotion_time.txt", "Radio2.mp4 00:20-01:35 02:00-02:10\n");
        assertTrue(CorpusFolder.refusal(() -> new HdtfCorpus(folder)).contains("none of the 2 clips"));
    }

    @Test
    void clipHoldsThePicturesAndTheSoundOfItsTime() throws IOException {
        SyntheticClip spoken = SyntheticSpeaker.speak(
                "bin blue at f two now bin blue at f two now", ClipSpec.of(SyntheticIdentity.random(1), 64, 1));
        assertTrue(spoken.seconds() > 2.5, "the fixture is " + spoken.seconds() + " s long");
        spoken.write(folder.resolve("videos"), "Radio1");
        new CorpusFolder(folder).write("RD_annotion_time.txt", "Radio1.mp4 00:01-00:02\n");
        Corpus corpus = new HdtfCorpus(folder);
        try (ClipMedia media = CorpusFolder.clip(corpus, "RD_Radio1_000").open()) {
            for (int frame = 0; frame < 25; frame++) {
                assertNotNull(media.nextFrame(), "frame " + frame);
            }
            assertNull(media.nextFrame());
            assertEquals(1, media.sound(0, 60).seconds(), 0.001);
        }
    }
}
