package org.viseme.face;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.viseme.VisemeException;

/**
 * What a model file of OpenCV's Facemark LBF must hold. OpenCV itself does not look: it takes whatever arrays are in a
 * file, or none, and reads beyond their ends later.
 *
 * <p>A file is YAML: the numbers {@code stages_n}, {@code tree_n}, {@code tree_depth} and {@code n_landmarks}, then the
 * arrays {@code regressor_meanshape} (68, 2), for each stage, landmark and tree {@code tree_S_L_T} (2^depth, 4) and
 * {@code thresholds_S_L_T} (2^depth numbers), and for each stage {@code weights_S} (136, 68 tree_n 2^(depth-1)), all in
 * base64.
 */
final class LbfModelFile {
    private static final String FIRST_LINE = "%YAML:1.0";
    private static final Pattern ENTRY = Pattern.compile("([A-Za-z_]\\w{0,40}):(?: (.{0,40}))?");
    private static final Pattern SIDE = Pattern.compile(" {3}(rows|cols|dt): (\\w{1,8})");
    private static final int LONGEST_LINE = 4096;

    private static final int MOST_STAGES = 50;
    private static final int MOST_TREES = 500;
    private static final int MOST_DEPTH = 12;

    /** Before the numbers, OpenCV encodes their type in 24 bytes on their own. */
    private static final long HEADER_CHARACTERS = 32;

    /** How base64 begins that encodes "1d" and "1i": real and whole numbers. */
    private static final String REAL = "MWQg";

    private static final String WHOLE = "MWkg";

    /** An entry: its text if it is a plain number, its sides if it is a matrix, its base64 characters. */
    private static final class Entry {
        private final String value;
        private String sides = "";
        private String start = "";
        private long characters;

        Entry(String value) {
            this.value = value == null ? "" : value;
        }
    }

    private final Path file;
    private final Map<String, Entry> entries = new HashMap<>();

    private LbfModelFile(Path file) {
        this.file = file;
    }

    /**
     * @throws VisemeException when the file is missing or not a whole model of 68 landmarks
     */
    static void check(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new VisemeException(
                    file.toString(), "no such file", "give the path of an LBF model for facemark:FILE");
        }
        LbfModelFile model = new LbfModelFile(file);
        model.read();
        model.check();
    }

    /** Tells models of the same name apart. */
    static String checksum(Path file) {
        CRC32 checksum = new CRC32();
        try (InputStream bytes = new CheckedInputStream(Files.newInputStream(file), checksum)) {
            bytes.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw refused(file, "cannot be read", e);
        }
        return Long.toHexString(checksum.getValue());
    }

    static VisemeException refused(Path file, String problem, Exception cause) {
        return new VisemeException(
                file.toString(),
                "not a landmark model: " + problem,
                "give a model file of OpenCV's Facemark LBF, such as lbfmodel.yaml, downloaded whole",
                cause);
    }

    private void read() {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            char[] start = new char[FIRST_LINE.length()];
            if (reader.read(start) != start.length || !FIRST_LINE.equals(new String(start))) {
                throw refused(file, "does not begin as OpenCV's YAML", null);
            }
            reader.readLine();
            Entry current = null;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                current = line(line, current);
            }
        } catch (IOException e) {
            throw refused(file, "cannot be read", e);
        }
    }

    private Entry line(String line, Entry current) {
        if (line.length() > LONGEST_LINE) {
            throw refused(file, "has lines of " + line.length() + " characters", null);
        }
        Matcher entry = ENTRY.matcher(line);
        if (entry.matches()) {
            Entry next = new Entry(entry.group(2));
            if (entries.put(entry.group(1), next) != null) {
                throw refused(file, "names " + entry.group(1) + " twice", null);
            }
            return next;
        }
        if (current == null || line.equals("   data: !!binary |")) {
            return current;
        }
        Matcher side = SIDE.matcher(line);
        if (side.matches()) {
            current.sides += side.group(1) + " " + side.group(2) + " ";
        } else {
            String characters = line.strip();
            current.start = current.characters == 0 ? characters : current.start;
            current.characters += characters.length();
        }
        return current;
    }

    private void check() {
        int stages = number("stages_n", MOST_STAGES);
        int trees = number("tree_n", MOST_TREES);
        int depth = number("tree_depth", MOST_DEPTH);
        if (number("n_landmarks", Landmarks.SIXTY_EIGHT) != Landmarks.SIXTY_EIGHT) {
            throw refused(file, "it has not 68 landmarks", null);
        }
        requireMatrix("regressor_meanshape", Landmarks.SIXTY_EIGHT, 2);
        int nodes = 1 << depth;
        for (int stage = 0; stage < stages; stage++) {
            for (int landmark = 0; landmark < Landmarks.SIXTY_EIGHT; landmark++) {
                for (int tree = 0; tree < trees; tree++) {
                    String suffix = "_" + stage + "_" + landmark + "_" + tree;
                    requireMatrix("tree" + suffix, nodes, 4);
                    requireBytes("thresholds" + suffix, WHOLE, (long) nodes * Integer.BYTES);
                }
            }
            requireMatrix("weights_" + stage, 2 * Landmarks.SIXTY_EIGHT, Landmarks.SIXTY_EIGHT * trees * (nodes / 2));
        }
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw refused(file, "it lacks " + name, null);
        }
        return entry;
    }

    private int number(String name, int most) {
        String value = entry(name).value;
        int number = value.matches("\\d{1,6}") ? Integer.parseInt(value) : 0;
        if (number < 1 || number > most) {
            throw refused(file, name + " is " + value, null);
        }
        return number;
    }

    private void requireMatrix(String name, int rows, int columns) {
        if (!entry(name).sides.equals("rows " + rows + " cols " + columns + " dt d ")) {
            throw refused(file, name + " is not " + rows + " by " + columns, null);
        }
        requireBytes(name, REAL, (long) rows * columns * Double.BYTES);
    }

    private void requireBytes(String name, String type, long bytes) {
        Entry entry = entry(name);
        if (!entry.start.startsWith(type) || entry.characters != HEADER_CHARACTERS + Math.ceilDiv(bytes, 3) * 4) {
            throw refused(file, "the numbers of " + name + " are not whole", null);
        }
    }
}
