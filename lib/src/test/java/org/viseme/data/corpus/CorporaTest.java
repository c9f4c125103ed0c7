package org.viseme.data.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorporaTest {
    @TempDir
    private Path folder;

    @Test
    void everyCorpusOpensByItsName() throws IOException {
        new CorpusFolder(folder)
                .touch("s1/bbaf2n.mpg")
                .touch("main/6330311066473698535/00011.mp4")
                .write("splits/train.txt", "s1_bbaf2n\ns1/bbaf2n.mpg\n")
                .write("train.txt", "6330311066473698535/00011\n")
                .touch("trainval/00j9bKdiOjk/50001.mp4", "pretrain/elsewhere/00001.mp4")
                .touch("ABOUT/train/ABOUT_00001.mp4")
                .touch("dev/mp4/id00012/21Uxsk56VDQ/00001.mp4")
                .touch("RD_Radio1_000.mp4");
        assertEquals(List.of("grid", "lrs2", "lrs3", "lrw", "voxceleb", "hdtf", "folder"), Corpora.names());
        for (String name : Corpora.names()) {
            assertEquals(name, Corpora.open(name, folder).name());
            assertTrue(Corpora.open(name, folder).clips().size() > 0, name);
            assertTrue(!Corpora.open(name, folder).licence().isEmpty(), name);
        }
        assertEquals(1, Corpora.open("lrs3", folder).clips().size());
        assertEquals(2, Corpora.open("lrs3", folder, true).clips().size());
    }

    @Test
    void unknownNameListsTheKnownOnes() {
        String message = CorpusFolder.refusal(() -> Corpora.open("lrs4", folder));
        assertTrue(
                message.contains("lrs4") && message.contains("grid, lrs2, lrs3, lrw, voxceleb, hdtf, folder"), message);
    }

    @Test
    void everyCorpusRefusesAFileAndAnEmptyFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        for (String name : Corpora.names()) {
            CorpusFolder.refusal(() -> Corpora.open(name, file));
            CorpusFolder.refusal(() -> Corpora.open(name, empty));
        }
    }

    @Test
    void loopsOfLinksAreWalkedOnce() throws IOException {
        new CorpusFolder(folder).touch("a/clip.mp4");
        Files.createSymbolicLink(folder.resolve("a/again"), folder.resolve("a"));
        Files.createSymbolicLink(folder.resolve("linked.mp4"), folder.resolve("a/clip.mp4"));
        Files.createSymbolicLink(folder.resolve("gone.mp4"), folder.resolve("nowhere.mp4"));
        assertEquals(List.of("a_clip", "linked"), CorpusFolder.ids(Corpora.open("folder", folder)));
    }
}
