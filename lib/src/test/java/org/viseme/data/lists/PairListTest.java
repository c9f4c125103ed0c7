package org.viseme.data.lists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.data.lists.PairList.Format;

class PairListTest {
    @TempDir
    private Path folder;

    private PairList read(String text) throws IOException {
        return PairList.read(Files.writeString(folder.resolve("list.txt"), text));
    }

    private void assertRefused(String text, String... words) {
        VisemeException problem = assertThrows(VisemeException.class, () -> read(text));
        for (String word : words) {
            assertTrue(problem.getMessage().contains(word), problem.getMessage());
        }
    }

    @Test
    void listsOfWav2LipNameTheVoiceFirst() throws IOException {
        PairList expected = new PairList(
                Format.AUDIO_VIDEO,
                List.of(new DrivenPair("b/00002", "a/00001"), new DrivenPair("elon.mp4", "srk.mp4")));
        assertEquals(expected, read("a/00001 b/00002\nsrk.mp4 elon.mp4\n"));
        assertEquals(expected, read("\uFEFFa/00001\tb/00002\r\n\r\n  srk.mp4   elon.mp4  "));
    }

    @Test
    void clipsAloneAreDrivenByTheirOwnVoice() throws IOException {
        PairList expected = new PairList(
                Format.CLIPS,
                List.of(
                        new DrivenPair("6330311066473698535/00011", "6330311066473698535/00011"),
                        new DrivenPair("6330311066473698535/00018", "6330311066473698535/00018")));
        assertEquals(expected, read("6330311066473698535/00011 NF\n6330311066473698535/00018 MV\n"));
        assertEquals(expected, read("6330311066473698535/00011\n6330311066473698535/00018 NF\n"));
    }

    @Test
    void trialsAreFaceAndVoice() throws IOException {
        assertEquals(
                new PairList(
                        Format.TRIALS,
                        List.of(
                                new DrivenPair("id10270/x/00001.wav", "id10270/y/00002.wav"),
                                new DrivenPair("id10270/x/00001.wav", "id10309/z/00003.wav"))),
                read("1 id10270/x/00001.wav id10270/y/00002.wav\n0 id10270/x/00001.wav id10309/z/00003.wav\n"));
    }

    @Test
    void columnsOfTablesAreFoundByTheirNames() throws IOException {
        assertEquals(
                new PairList(Format.CSV, List.of(new DrivenPair("b, 2.mp4", "a.wav"), new DrivenPair("d\"e", "c"))),
                read("\uFEFFVideo,seconds,\"audio\"\r\n\"b, 2.mp4\",1.5,a.wav\r\n\"d\"\"e\", ,c\r\n"));
        assertEquals(List.of(), read("audio,video\n").pairs());
    }

    @Test
    void misfitsAreNamedWithTheirLine() {
        assertRefused("a b\n\nc\n", "list.txt, line 3", "'c'", "AUDIO VIDEO");
        assertRefused("a b\nc d e\n", "line 2");
        assertRefused("a\nb c\n", "line 2");
        assertRefused("1 a b\n2 a b\n", "line 2");
        assertRefused("x a b\n", "line 1");
        assertRefused("a b c d\n", "line 1", "no known format");
        assertRefused("audio,video\na\n", "line 2");
        assertRefused("audio,video\n,b\n", "line 2");
        assertRefused("", "is empty");
    }

    @Test
    void listOfClipsHasAtMostALabel() throws IOException {
        Path list = Files.writeString(folder.resolve("test.txt"), "a/00001 NF\r\nb/00002\r\n");
        assertEquals(List.of(new ListedClip("a/00001", "NF"), new ListedClip("b/00002", "")), ListedClip.read(list));
        Path bad = Files.writeString(folder.resolve("bad.txt"), "a/00001 NF x\n");
        VisemeException problem = assertThrows(VisemeException.class, () -> ListedClip.read(bad));
        assertTrue(problem.getMessage().contains("bad.txt, line 1"), problem.getMessage());
    }

    @Test
    void filesThatAreNoTextAreRefused() throws IOException {
        Path video = Files.write(folder.resolve("clip.mp4"), new byte[] {0, 0, 0, 32, 'f', 't', 'y', 'p'});
        assertTrue(assertThrows(VisemeException.class, () -> PairList.read(video))
                .getMessage()
                .contains("is not text"));
        assertTrue(assertThrows(VisemeException.class, () -> PairList.read(folder.resolve("gone.txt")))
                .getMessage()
                .contains("does not exist"));
    }
}
