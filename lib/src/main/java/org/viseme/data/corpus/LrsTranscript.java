package org.viseme.data.corpus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.viseme.VisemeException;
import org.viseme.data.Word;
import org.viseme.data.lists.TextLine;

/**
 * The transcripts of LRS2 and LRS3. A head of {@code Key: value} lines, of which {@code Text:} is the sentence; then,
 * where the release has it, a table of the face's place and a table of the words, each under its own header:
 *
 * <pre>
 * Text:  AND WE NEED TO LOOK
 * Conf:  4
 *
 * FRAME X Y W H
 * 000000 0.437 0.213 0.123 0.219
 *
 * WORD START END ASDSCORE
 * AND 0.04 0.21 3.2
 * </pre>
 *
 * <p>Times are seconds from the start of the clip. The face's place is not read, since preparation finds faces itself.
 * Marks in braces, such as {@code {NS}} for noise, are not words.
 *
 * @param text the sentence; empty where the file says nothing
 * @param words empty where the file has no table of words
 */
record LrsTranscript(String text, List<Word> words) {
    private static final LrsTranscript EMPTY = new LrsTranscript("", List.of());

    private enum Part {
        HEAD,
        FACE,
        WORDS
    }

    /** As {@link #read}, but a clip without a transcript has an empty one. */
    static LrsTranscript readIfThere(Path file) {
        return Files.exists(file) ? read(file) : EMPTY;
    }

    /** @throws VisemeException when the file cannot be read or is not of this format */
    static LrsTranscript read(Path file) {
        return parse(TextLine.read(file));
    }

    /** Whether lines are of this format and not simply a sentence. */
    static boolean isLrs(List<TextLine> lines) {
        return !lines.isEmpty()
                && (lines.getFirst().text().startsWith("Text:")
                        || isWordHeader(lines.getFirst().text()));
    }

    static LrsTranscript parse(List<TextLine> lines) {
        String text = "";
        List<Word> words = new ArrayList<>();
        Part part = Part.HEAD;
        for (TextLine line : lines) {
            if (isWordHeader(line.text())) {
                part = Part.WORDS;
            } else if (line.text().startsWith("FRAME ")) {
                part = Part.FACE;
            } else if (part == Part.WORDS) {
                addWord(line, words);
            } else if (part == Part.HEAD) {
                int colon = line.text().indexOf(':');
                if (colon < 1) {
                    throw damaged(line, "is not 'Key: value'");
                }
                if (line.text().startsWith("Text:")) {
                    text = withoutMarks(line.text().substring(colon + 1));
                }
            }
        }
        String spoken = text.isEmpty() ? words.stream().map(Word::text).collect(Collectors.joining(" ")) : text;
        return new LrsTranscript(spoken, words);
    }

    private static boolean isWordHeader(String line) {
        return line.startsWith("WORD START END");
    }

    private static String withoutMarks(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> !isMark(word))
                .collect(Collectors.joining(" "));
    }

    private static boolean isMark(String word) {
        return word.startsWith("{") && word.endsWith("}");
    }

    private static void addWord(TextLine line, List<Word> words) {
        String[] fields = line.fields();
        if (fields.length < 3) {
            throw damaged(line, "is not 'word start end'");
        }
        try {
            double start = Double.parseDouble(fields[1]);
            double end = Double.parseDouble(fields[2]);
            if (!(start >= 0 && end >= start && Double.isFinite(end))) {
                throw damaged(line, "ends before it starts");
            }
            if (!isMark(fields[0])) {
                words.add(new Word(fields[0], start, end));
            }
        } catch (NumberFormatException e) {
            throw damaged(line, "has no numbers as times");
        }
    }

    private static VisemeException damaged(TextLine line, String problem) {
        return line.problem(problem, "download this transcript again or remove it");
    }
}
