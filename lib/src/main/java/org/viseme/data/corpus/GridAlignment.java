package org.viseme.data.corpus;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.viseme.VisemeException;
import org.viseme.data.Word;

/**
 * The word alignments of the GRID corpus: lines {@code start end word} in units of 1/25000 s. {@code sil} (silence) and
 * {@code sp} (short pause) are not words and are left out.
 */
final class GridAlignment {
    private static final double UNITS_A_SECOND = 25_000;

    private GridAlignment() {}

    static List<Word> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw damaged(file, "it is not text", e);
        } catch (IOException e) {
            throw new VisemeException(file.toString(), "cannot be read", "check that it exists", e);
        }
        List<Word> words = new ArrayList<>();
        for (int number = 0; number < lines.size(); number++) {
            String line = lines.get(number).strip();
            if (!line.isEmpty()) {
                add(line, words, file, number + 1);
            }
        }
        return words;
    }

    private static void add(String line, List<Word> words, Path file, int number) {
        String[] fields = line.split("\\s+");
        if (fields.length != 3) {
            throw damaged(file, "line " + number + " is not 'start end word'", null);
        }
        try {
            double start = Long.parseLong(fields[0]) / UNITS_A_SECOND;
            double end = Long.parseLong(fields[1]) / UNITS_A_SECOND;
            if (start < 0 || end < start) {
                throw damaged(file, "line " + number + " ends before it starts", null);
            }
            if (!fields[2].equals("sil") && !fields[2].equals("sp")) {
                words.add(new Word(fields[2], start, end));
            }
        } catch (NumberFormatException e) {
            throw damaged(file, "line " + number + " has no whole numbers as times", e);
        }
    }

    private static VisemeException damaged(Path file, String problem, Exception cause) {
        return new VisemeException(file.toString(), problem, "download this alignment again or remove it", cause);
    }
}
