package org.viseme.data.lists;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of a list of clips, as LRS2 and LRS3 have them: {@code 6330311066473698535/00011}, with a label behind it in
 * some lists ({@code NF}, {@code MV}).
 *
 * @param label empty where the line has none
 */
public record ListedClip(String id, String label) {
    /** @throws org.viseme.VisemeException when the file cannot be read or a line has more than two fields */
    public static List<ListedClip> read(Path file) {
        List<ListedClip> clips = new ArrayList<>();
        for (TextLine line : TextLine.read(file)) {
            clips.add(of(line));
        }
        return clips;
    }

    static ListedClip of(TextLine line) {
        String[] fields = line.fields();
        if (fields.length > 2) {
            throw line.problem(
                    "has " + fields.length + " fields", "write one clip a line, with at most one label behind it");
        }
        return new ListedClip(fields[0], fields.length == 2 ? fields[1] : "");
    }
}
