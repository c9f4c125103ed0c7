package org.viseme.data.corpus;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.viseme.VisemeException;
import org.viseme.data.RejectedClip;
import org.viseme.data.RejectedClip.Reason;
import org.viseme.data.Split;

/**
 * Lip Reading Sentences 3, from TED and TEDx talks (T. Afouras, J. S. Chung, A. Zisserman, "LRS3-TED: a large-scale
 * dataset for visual speech recognition", arXiv:1809.00496, 2018).
 *
 * <pre>
 * lrs3/
 *   trainval/00j9bKdiOjk/50001.mp4, 50001.txt
 *   test/0Fi83BHQsMA/00002.mp4, 00002.txt
 *   pretrain/00j9bKdiOjk/00001.mp4, 00001.txt
 * </pre>
 *
 * <p>{@code test} is the test split. The publishers leave it open how {@code trainval} is divided; here all clips of a
 * talk are for validation when the SHA-256 of the talk's name falls into the first tenth of all hashes, which is so for
 * about a tenth of the talks, and are for training otherwise. This does not depend on which files are there. The clips of
 * {@code pretrain}, which are longer, join the training split when they are asked for, but for the talks that
 * {@code trainval} has and that are for validation: these are left out.
 *
 * <p>The corpus has no list; a transcript without its video is reported as a missing clip.
 */
public final class Lrs3Corpus extends FileCorpus {
    private static final Set<String> EXTENSIONS = Set.of("mp4", "txt");
    private static final Pattern CLIP = Pattern.compile("(?:pretrain|trainval|test)/[^/]+/[0-9]+");

    /**
     * @param pretrain whether the long clips of {@code pretrain} are training clips too
     * @throws VisemeException when the folder is missing or holds no clip of LRS3
     */
    public Lrs3Corpus(Path root, boolean pretrain) {
        FileTree files = new FileTree(root, EXTENSIONS);
        Set<String> validationTalks = new HashSet<>();
        for (String file : files.names()) {
            if (file.startsWith("trainval/") && isForValidation(LrsClip.recording(file))) {
                validationTalks.add(LrsClip.recording(file));
            }
        }
        for (String file : files.names()) {
            if (!CLIP.matcher(FileTree.withoutExtension(file)).matches()) {
                continue;
            }
            boolean fromPretrain = file.startsWith("pretrain/");
            boolean validation = validationTalks.contains(LrsClip.recording(file));
            if (fromPretrain && (!pretrain || validation)) {
                continue;
            }
            Split split = file.startsWith("test/") ? Split.TEST : validation ? Split.VAL : Split.TRAIN;
            String video = FileTree.withoutExtension(file) + ".mp4";
            if (file.equals(video)) {
                clips.add(LrsClip.of(this, files, video, split));
            } else if (!files.has(video)) {
                missing.add(new RejectedClip(
                        LrsClip.id(video), split, Reason.MISSING, files.path(video) + " is not there"));
            }
        }
        if (clips.isEmpty()) {
            throw new VisemeException(
                    root.toString(),
                    "holds no clip such as trainval/TALK/50001.mp4",
                    "name the folder that holds trainval and test");
        }
    }

    /** Whether a talk of {@code trainval} is for validation. */
    static boolean isForValidation(String talk) {
        return HashSplit.of(talk) != Split.TRAIN;
    }

    @Override
    public String name() {
        return "lrs3";
    }

    @Override
    public String licence() {
        return "CC BY-NC-ND 4.0, the talks under the terms of TED; Afouras, Chung and Zisserman 2018";
    }
}
