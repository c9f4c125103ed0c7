package org.viseme.data.corpus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.viseme.VisemeException;
import org.viseme.data.RejectedClip;
import org.viseme.data.RejectedClip.Reason;
import org.viseme.data.Split;
import org.viseme.data.lists.ListedClip;

/**
 * Lip Reading Sentences 2, from programmes of the BBC (T. Afouras, J. S. Chung, A. Senior, O. Vinyals, A. Zisserman,
 * "Deep Audio-Visual Speech Recognition", IEEE TPAMI 2018).
 *
 * <pre>
 * lrs2/
 *   mvlrs_v1/
 *     main/6330311066473698535/00011.mp4, 00011.txt
 *     pretrain/5535415699068794046/00001.mp4, 00001.txt
 *   train.txt, val.txt, test.txt, pretrain.txt    here or in mvlrs_v1
 * </pre>
 *
 * <p>Give it {@code lrs2} or {@code mvlrs_v1}. The published lists decide about splits: {@code train}, {@code val} and
 * {@code test} name clips of {@code main}. {@code pretrain} names clips of {@code pretrain}, which are much longer; they
 * join the training split when they are asked for. Clips that no list names are left out. In {@code main} some releases
 * give the sentence only, without times.
 */
public final class Lrs2Corpus extends FileCorpus {
    private static final Set<String> EXTENSIONS = Set.of("mp4");
    private static final String PRETRAIN = "pretrain";
    private final Path root;

    /**
     * @param pretrain whether the long clips of {@code pretrain} are training clips too
     * @throws VisemeException when there is no list, a list is damaged, or no clip of the lists is there
     */
    public Lrs2Corpus(Path root, boolean pretrain) {
        this.root = root.toAbsolutePath().normalize();
        Path inner = this.root.resolve("mvlrs_v1");
        Path base = Files.isDirectory(inner) ? inner : this.root;
        Map<String, Split> listed = new TreeMap<>();
        if (pretrain) {
            Path list = requireList(base, PRETRAIN);
            ListedClip.read(list).forEach(clip -> listed.put(PRETRAIN + "/" + clip.id(), Split.TRAIN));
        }
        mainClips(base).forEach((clip, split) -> listed.put("main/" + clip, split));
        FileTree files = new FileTree(base, EXTENSIONS);
        listed.forEach((clip, split) -> {
            String video = clip + ".mp4";
            if (files.has(video)) {
                clips.add(LrsClip.of(this, files, video, split));
            } else {
                missing.add(new RejectedClip(
                        LrsClip.id(video), split, Reason.MISSING, files.path(video) + " is not there"));
            }
        });
        if (clips.isEmpty()) {
            throw new VisemeException(
                    root.toString(),
                    "holds none of the " + listed.size() + " clips of its lists",
                    "name the folder that holds mvlrs_v1 or main");
        }
    }

    private Map<String, Split> mainClips(Path base) {
        Map<String, Split> listed = new LinkedHashMap<>();
        for (Path folder : List.of(root, base)) {
            listed.putAll(SplitLists.read(folder, line -> line.fields()[0]));
        }
        if (listed.isEmpty()) {
            throw new VisemeException(
                    root.toString(),
                    "has no train.txt, val.txt or test.txt",
                    "download the lists of LRS2 and put them beside mvlrs_v1");
        }
        return listed;
    }

    private Path requireList(Path base, String name) {
        for (Path folder : List.of(root, base)) {
            Path list = folder.resolve(name + ".txt");
            if (Files.isRegularFile(list)) {
                return list;
            }
        }
        throw new VisemeException(
                root.toString(), "has no " + name + ".txt", "download the lists of LRS2 and put them beside mvlrs_v1");
    }

    @Override
    public String name() {
        return "lrs2";
    }

    @Override
    public String licence() {
        return "research without commercial aims only, by agreement with the BBC, no redistribution;"
                + " Afouras, Chung, Senior, Vinyals and Zisserman 2018";
    }
}
