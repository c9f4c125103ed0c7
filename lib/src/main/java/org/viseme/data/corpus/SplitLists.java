package org.viseme.data.corpus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.viseme.data.Split;
import org.viseme.data.lists.TextLine;

/** The lists {@code train.txt}, {@code val.txt} and {@code test.txt} of a corpus, one clip a line. */
final class SplitLists {
    private SplitLists() {}

    /**
     * The clips that the lists in a folder name, in the order of the lists. A list may be missing. A clip in two lists
     * belongs to the last of them, so that nothing that is tested on is trained on.
     *
     * @param name the clip's name in a line, for lists that say more
     */
    static Map<String, Split> read(Path folder, Function<TextLine, String> name) {
        Map<String, Split> splits = new LinkedHashMap<>();
        for (Split split : Split.values()) {
            Path list = folder.resolve(split.label() + ".txt");
            if (Files.isRegularFile(list)) {
                TextLine.read(list).forEach(line -> splits.put(name.apply(line), split));
            }
        }
        return splits;
    }
}
