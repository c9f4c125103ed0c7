package org.viseme.data.corpus;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.viseme.VisemeException;
import org.viseme.data.lists.TextLine;

/**
 * What {@code vox1_meta.csv} and {@code vox2_meta.csv} say about the speakers: a header with the columns
 * {@code VoxCeleb1 ID} or {@code VoxCeleb2 ID}, {@code Gender} and {@code Set}, separated by tabs or by commas.
 */
final class VoxCelebMeta {
    private final Map<String, Speaker> speakers = new HashMap<>();

    /**
     * @param gender {@code m} or {@code f}
     * @param set {@code dev} or {@code test}
     */
    record Speaker(String gender, String set) {}

    /** @throws VisemeException when the file cannot be read or has no such columns */
    void add(Path file) {
        List<TextLine> lines = TextLine.read(file);
        if (lines.isEmpty()) {
            throw new VisemeException(file.toString(), "is empty", "download it again or remove it");
        }
        List<String> header = Arrays.stream(columns(lines.getFirst()))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        int gender = header.indexOf("gender");
        int set = header.indexOf("set");
        if (!header.getFirst().startsWith("voxceleb") || gender < 0 || set < 0) {
            throw lines.getFirst().problem("has no columns 'VoxCeleb ID', Gender and Set", "download it again");
        }
        for (TextLine line : lines.subList(1, lines.size())) {
            String[] columns = columns(line);
            if (columns.length != header.size()) {
                throw line.problem("has " + columns.length + " of " + header.size() + " columns", "download it again");
            }
            speakers.put(columns[0], new Speaker(columns[gender], columns[set]));
        }
    }

    /** An unknown speaker has an empty gender and set. */
    Speaker speaker(String id) {
        return speakers.getOrDefault(id, new Speaker("", ""));
    }

    private static String[] columns(TextLine line) {
        String separator = line.text().contains("\t") && !line.text().contains(",") ? "\t" : ",";
        return Arrays.stream(line.text().split(separator, -1))
                .map(String::strip)
                .toArray(String[]::new);
    }
}
