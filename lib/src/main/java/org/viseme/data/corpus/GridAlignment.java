package org.viseme.data.corpus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.viseme.VisemeException;
import org.viseme.data.Word;
import org.viseme.data.lists.TextLine;

/**
 * The word alignments of the GRID corpus: lines {@code start end word} in units of 1/25000 s. {@code sil} (silence) and
 * {@code sp} (short pause) are not words and are left out.
 */
final class GridAlignment {
    private static final double UNITS_A_SECOND = 25_000;

    private GridAlignment() {}

    static List<Word> read(Path file) {
        List<Word> words = new ArrayList<>();
        TextLine.read(file).forEach(line -> add(line, words));
        return words;
    }

    private static void add(TextLine line, List<Word> words) {
        String[] fields = line.fields();
        if (fields.length != 3) {
            throw damaged(line, "is not 'start end word'");
        }
        try {
            double start = Long.parseLong(fields[0]) / UNITS_A_SECOND;
            double end = Long.parseLong(fields[1]) / UNITS_A_SECOND;
            if (start < 0 || end < start) {
                throw damaged(line, "ends before it starts");
            }
            if (!fields[2].equals("sil") && !fields[2].equals("sp")) {
                words.add(new Word(fields[2], start, end));
            }
        } catch (NumberFormatException e) {
            throw damaged(line, "has no whole numbers as times");
        }
    }

    private static VisemeException damaged(TextLine line, String problem) {
        return line.problem(problem, "download this alignment again or remove it");
    }
}
