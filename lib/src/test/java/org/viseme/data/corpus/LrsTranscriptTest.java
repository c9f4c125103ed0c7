package org.viseme.data.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.Word;

class LrsTranscriptTest {
    private static final String LRS3 = """
            Text:  IT'S A LONG WAY
            Conf:  4
            Ref:  00j9bKdiOjk

            FRAME X Y W H
            000000 0.437 0.213 0.123 0.219
            000001 0.437 0.213 0.123 0.219

            WORD START END ASDSCORE
            IT'S 0.00 0.23 6.1
            A 0.25 0.25 -0.4
            {NS} 0.26 0.30 1.0
            LONG 0.3 0.61 5.9
            WAY 0.61 1 5
            """;
    private static final LrsTranscript LONG_WAY = new LrsTranscript(
            "IT'S A LONG WAY",
            List.of(
                    new Word("IT'S", 0, 0.23),
                    new Word("A", 0.25, 0.25),
                    new Word("LONG", 0.3, 0.61),
                    new Word("WAY", 0.61, 1)));

    @TempDir
    private Path folder;

    private LrsTranscript read(String text) throws IOException {
        return LrsTranscript.read(Files.writeString(folder.resolve("00001.txt"), text));
    }

    @Test
    void sentenceAndWordsAreRead() throws IOException {
        assertEquals(LONG_WAY, read(LRS3));
    }

    @Test
    void lineEndsOfWindowsAndByteOrderMarksAreTolerated() throws IOException {
        assertEquals(LONG_WAY, read("\uFEFF" + LRS3.replace("\n", "\r\n")));
    }

    @Test
    void headAloneGivesTheSentenceWithoutTimes() throws IOException {
        assertEquals(
                new LrsTranscript("WHEN YOU'RE COOKING CHIPS", List.of()),
                read("Text:  WHEN YOU'RE COOKING {LG} CHIPS\nConf:  3\n"));
    }

    @Test
    void wordsMayHaveNoScore() throws IOException {
        assertEquals(
                new LrsTranscript("ONE TWO", List.of(new Word("ONE", 0.1, 0.2), new Word("TWO", 0.2, 0.4))),
                read("WORD START END\nONE 0.1 0.2\nTWO 0.2 0.4\n"));
    }

    @Test
    void emptyFilesAndEmptySentencesAreNoError() throws IOException {
        LrsTranscript empty = new LrsTranscript("", List.of());
        assertEquals(empty, read(""));
        assertEquals(empty, read("Text:\nConf:  2\n"));
        assertEquals(empty, LrsTranscript.readIfThere(folder.resolve("no.txt")));
    }

    @Test
    void damagedLinesAreNamed() throws IOException {
        Files.write(folder.resolve("latin.txt"), "Text: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(CorpusFolder.refusal(() -> LrsTranscript.read(folder.resolve("latin.txt")))
                .contains("UTF-8"));
        for (String line : List.of("ONE 0.5", "ONE x 0.5 1", "ONE 0.5 0.2 1", "ONE -1 0.2 1", "ONE 0 NaN 1")) {
            Path file = Files.writeString(folder.resolve("a.txt"), "Text:  ONE\n\nWORD START END ASDSCORE\n" + line);
            String message = CorpusFolder.refusal(() -> LrsTranscript.read(file));
            assertTrue(message.contains("a.txt, line 4"), message);
        }
        Path file = Files.writeString(folder.resolve("b.txt"), "<html>not found</html>");
        assertTrue(CorpusFolder.refusal(() -> LrsTranscript.read(file)).contains("line 1"));
    }
}
