package org.viseme.data.lists;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.viseme.VisemeException;

/**
 * A line of a small text file that knows its place, so that an error can name it.
 *
 * @param number from 1, empty lines counted
 * @param text without blanks at either end
 */
public record TextLine(Path file, int number, String text) {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /**
     * The lines of a UTF-8 file that are not empty. A byte order mark and any line ends are accepted.
     *
     * @throws VisemeException when the file is missing or is not text
     */
    public static List<TextLine> read(Path file) {
        List<TextLine> lines = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String text = (number == 1 && line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line).strip();
                if (text.indexOf('\0') >= 0) {
                    throw new VisemeException(file.toString(), "is not text", "download or write it again");
                }
                if (!text.isEmpty()) {
                    lines.add(new TextLine(file, number, text));
                }
            }
        } catch (CharacterCodingException e) {
            throw new VisemeException(file.toString(), "is not text in UTF-8", "download or write it again", e);
        } catch (NoSuchFileException e) {
            throw new VisemeException(file.toString(), "does not exist", "check the name", e);
        } catch (IOException e) {
            throw new VisemeException(
                    file.toString(), "cannot be read (" + e.getMessage() + ")", "check the file and its rights", e);
        }
        return lines;
    }

    /** What blanks and tabs separate. */
    public String[] fields() {
        return text.split("\\s+");
    }

    /** An error about this line, to be thrown. */
    public VisemeException problem(String problem, String remedy) {
        return new VisemeException(file + ", line " + number, problem, remedy);
    }
}
