package org.viseme.data.corpus;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.viseme.VisemeException;
import org.viseme.data.Corpus;

/** The corpora by the names that the command line uses. */
public final class Corpora {
    private static final Map<String, BiFunction<Path, Boolean, Corpus>> READERS = readers();

    private Corpora() {}

    private static Map<String, BiFunction<Path, Boolean, Corpus>> readers() {
        Map<String, BiFunction<Path, Boolean, Corpus>> readers = new LinkedHashMap<>();
        readers.put("grid", (root, pretrain) -> new GridCorpus(root));
        readers.put("lrs2", Lrs2Corpus::new);
        readers.put("lrs3", Lrs3Corpus::new);
        readers.put("lrw", (root, pretrain) -> new LrwCorpus(root));
        readers.put("voxceleb", (root, pretrain) -> new VoxCelebCorpus(root));
        readers.put("hdtf", (root, pretrain) -> new HdtfCorpus(root));
        readers.put("folder", (root, pretrain) -> new FolderCorpus(root));
        return readers;
    }

    /** The names that {@link #open} knows. */
    public static List<String> names() {
        return List.copyOf(READERS.keySet());
    }

    /** Opens a corpus without its long clips for pretraining. */
    public static Corpus open(String name, Path root) {
        return open(name, root, false);
    }

    /**
     * Opens a corpus; reads folders and lists only.
     *
     * @param pretrain whether the long clips for pretraining belong to the training split; only LRS2 and LRS3 have such
     * @throws VisemeException when the name is not one of {@link #names()}, or the folder does not hold that corpus
     */
    public static Corpus open(String name, Path root, boolean pretrain) {
        BiFunction<Path, Boolean, Corpus> reader = READERS.get(name);
        if (reader == null) {
            throw new VisemeException(name, "not a known corpus", "use one of " + String.join(", ", READERS.keySet()));
        }
        return reader.apply(root, pretrain);
    }
}
