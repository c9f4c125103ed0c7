package org.viseme.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;

class TokenizerTest {
    @TempDir
    Path folder;

    @Test
    void specialSymbolsHaveFairseqsNumbers() {
        Vocabulary vocabulary = Vocabulary.of(List.of("a"));
        assertEquals("<s>", vocabulary.symbol(Vocabulary.BEGIN));
        assertEquals("<pad>", vocabulary.symbol(Vocabulary.PADDING));
        assertEquals("</s>", vocabulary.symbol(Vocabulary.END));
        assertEquals("<unk>", vocabulary.symbol(Vocabulary.UNKNOWN));
        assertEquals(4, vocabulary.number("a"));
        assertEquals(Vocabulary.UNKNOWN, vocabulary.number("b"));
    }

    @Test
    void dictionaryFilesAreNumberedInTheirOrder() throws IOException {
        Path file = folder.resolve("dict.txt");
        Files.writeString(file, "\u2581the 1\n<unk> 2 #fairseq:overwrite\n\u2581 7\ns 0\n");
        Vocabulary vocabulary = Vocabulary.readFairseq(file);
        assertEquals(List.of("\u2581the", "<unk>", "\u2581", "s"), vocabulary.own());
        assertEquals(8, vocabulary.size());
        assertEquals(5, vocabulary.number("<unk>"));
        assertEquals(6, vocabulary.number("\u2581"));
        assertEquals(7, vocabulary.number("s"));
        assertEquals(vocabulary, Vocabulary.of(vocabulary.own()));
        Files.writeString(file, "a 1\na 1\n");
        VisemeException twice = assertThrows(VisemeException.class, () -> Vocabulary.readFairseq(file));
        assertTrue(twice.getMessage().contains("twice"), twice.getMessage());
        Files.writeString(file, "no count\n");
        assertThrows(VisemeException.class, () -> Vocabulary.readFairseq(file));
        assertThrows(VisemeException.class, () -> Vocabulary.readFairseq(folder.resolve("none")));
    }

    @Test
    void charactersComeBackAsTheText() {
        Tokenizer tokenizer = Tokenizer.characters(List.of("Bin  blue", "it's"));
        // ' b e i l n s t u |
        assertEquals(10, tokenizer.vocabulary().own().size());
        assertEquals("bin blue", tokenizer.decode(tokenizer.encode("bin BLUE")));
        // a network may write several blanks in a row
        assertEquals("bin blue", tokenizer.decode(tokenizer.encode("bin   blue")));
        assertArrayEquals(new int[] {Vocabulary.FIRST + 1, Vocabulary.UNKNOWN}, tokenizer.encode("bx"));
        assertEquals("it", tokenizer.decode(new int[] {
            Vocabulary.BEGIN, tokenizer.encode("i")[0], tokenizer.encode("t")[0], Vocabulary.END, Vocabulary.PADDING
        }));
    }

    @Test
    void wordsAreNumberedInAlphabeticalOrder() {
        Tokenizer tokenizer = Tokenizer.words(List.of("set blue at", "Bin blue"));
        assertArrayEquals(new int[] {7, 6, 3, 4}, tokenizer.encode("set Blue red at"));
        assertEquals("set blue <unk> at", tokenizer.decode(new int[] {7, 6, 3, 4, 2}));
        assertArrayEquals(new int[0], tokenizer.encode("  "));
    }

    @Test
    void aSentencePieceModelSplitsByItsScores() throws IOException {
        Path model = folder.resolve("a.model");
        Files.write(model, unigram());
        Path dictionary = folder.resolve("dict.txt");
        Files.writeString(dictionary, "\u2581see 1\ns 1\n\u2581 1\ne 1\n\u2581sea 1\n");
        SentencePieces tokenizer = SentencePieces.read(model, dictionary);
        assertEquals(List.of("\u2581see", "s", "\u2581sea"), tokenizer.pieces("sees sea"));
        assertArrayEquals(new int[] {4, 5, 8}, tokenizer.encode("sees sea"));
        assertEquals("sees sea", tokenizer.decode(new int[] {4, 5, 8, Vocabulary.END}));
        assertEquals("sees sea", tokenizer.decode(new int[] {4, 5, 6, 6, 8, Vocabulary.END}));
    }

    @Test
    void aModelFileThatIsNoneIsNamed() throws IOException {
        Path model = folder.resolve("bad.model");
        Files.writeString(model, "this is no model");
        Path dictionary = folder.resolve("dict.txt");
        Files.writeString(dictionary, "a 1\n");
        VisemeException bad = assertThrows(VisemeException.class, () -> SentencePieces.read(model, dictionary));
        assertTrue(bad.getMessage().contains("bad.model"), bad.getMessage());
    }

    @Test
    void tokenizersComeBackFromTheirState() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<Tokenizer> all = List.of(
                Tokenizer.characters(List.of("lay red")),
                Tokenizer.words(List.of("lay red")),
                new SentencePieces(Vocabulary.of(List.of("\u2581see", "s")), unigram()));
        for (Tokenizer tokenizer : all) {
            String kept = json.writeValueAsString(tokenizer.state());
            Tokenizer back = Tokenizer.of(json.readValue(kept, TokenizerState.class));
            assertEquals(tokenizer.getClass(), back.getClass());
            assertEquals(tokenizer.vocabulary(), back.vocabulary());
            assertArrayEquals(tokenizer.encode("lay sees red"), back.encode("lay sees red"));
        }
        TokenizerState other = new TokenizerState("other", List.of(), "");
        assertThrows(VisemeException.class, () -> Tokenizer.of(other));
    }

    /** A unigram model, written field by field after sentencepiece_model.proto. */
    private static byte[] unigram() {
        ByteArrayOutputStream model = new ByteArrayOutputStream();
        piece(model, "<unk>", 0, 2);
        piece(model, "<s>", 0, 3);
        piece(model, "</s>", 0, 3);
        piece(model, "\u2581", -4, 1);
        piece(model, "s", -4, 1);
        piece(model, "e", -4, 1);
        piece(model, "a", -4, 1);
        piece(model, "\u2581see", -1, 1);
        piece(model, "\u2581sea", -1, 1);
        // trainer_spec: model_type = UNIGRAM
        field(model, 2, new byte[] {3 << 3, 1});
        // normalizer_spec: add_dummy_prefix, remove_extra_whitespaces, escape_whitespaces
        field(model, 3, new byte[] {3 << 3, 1, 4 << 3, 1, 5 << 3, 1});
        return model.toByteArray();
    }

    private static void piece(ByteArrayOutputStream model, String piece, float score, int type) {
        ByteArrayOutputStream fields = new ByteArrayOutputStream();
        field(fields, 1, piece.getBytes(StandardCharsets.UTF_8));
        fields.write(2 << 3 | 5);
        fields.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(score)
                .array());
        fields.write(3 << 3);
        fields.write(type);
        field(model, 1, fields.toByteArray());
    }

    private static void field(ByteArrayOutputStream message, int number, byte[] content) {
        message.write(number << 3 | 2);
        message.write(content.length);
        message.writeBytes(content);
    }
}
