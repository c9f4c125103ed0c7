package org.viseme.data.corpus;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.viseme.VisemeException;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.RejectedClip;
import org.viseme.data.RejectedClip.Reason;
import org.viseme.data.Split;
import org.viseme.data.Word;

/**
 * The GRID corpus (M. Cooke, J. Barker, S. Cunningham, X. Shao, "An audio-visual corpus for speech perception and
 * automatic speech recognition", J. Acoust. Soc. Am. 120(5), 2006; CC BY 4.0).
 *
 * <p>Reads any folder of GRID videos, however deep: the speakers s1 to s34 as published, of whom s21 has no video, or one
 * of clips, {@code align} and {@code splits}.
 *
 * <pre>
 * grid/
 *   s1/bbaf2n.mpg                       or s1/video/mpg_6000/bbaf2n.mpg
 *   alignments/s1/bbaf2n.align          or s1/align/bbaf2n.align
 *   splits/train.txt, val.txt, test.txt only where somebody wrote them
 * </pre>
 *
 * <p>A folder above a file tells its speaker, and the clip's name is then {@code s1_bbaf2n}. Of a clip in both sizes the
 * one in {@code mpg_6000} is taken. The lists in {@code splits} (one clip name a line) decide about splits where they
 * exist, and clips that no list names are left out; without lists the clips are ordered by the SHA-256 of their names and
 * the first twentieth becomes the test split, the next twentieth the validation split.
 */
public final class GridCorpus extends FileCorpus {
    private static final Pattern SPEAKER = Pattern.compile("(?:.*[^a-z0-9])?(s[0-9]{1,2})(?:[^a-z0-9].*)?");
    private static final Set<String> EXTENSIONS = Set.of("mpg", "mp4", "align");
    private final FileTree files;

    /** @throws VisemeException when the folder is missing or holds no video */
    public GridCorpus(Path root) {
        this.files = new FileTree(root, EXTENSIONS);
        Map<String, String> videos = new TreeMap<>();
        Map<String, String> alignments = new HashMap<>();
        for (String file : files.names()) {
            if (FileTree.extension(file).equals("align")) {
                alignments.put(id(file), file);
            } else {
                videos.merge(id(file), file, (first, second) -> first.contains("mpg_6000") ? first : second);
            }
        }
        if (videos.isEmpty()) {
            throw new VisemeException(
                    root.toString(), "holds no .mpg or .mp4 file", "name the folder that holds the GRID videos");
        }
        Map<String, Split> splits = SplitLists.read(
                files.root().resolve("splits"),
                line -> FileTree.withoutExtension(line.text()).replace('/', '_'));
        if (splits.isEmpty()) {
            splits = HashSplit.ranked(videos.keySet());
        }
        for (Map.Entry<String, String> video : videos.entrySet()) {
            Split split = splits.get(video.getKey());
            if (split != null) {
                clips.add(clip(video.getKey(), split, video.getValue(), alignments.get(video.getKey())));
            }
        }
        if (clips.isEmpty()) {
            throw new VisemeException(
                    files.root().resolve("splits").toString(),
                    "names no video that is there",
                    "write names such as " + videos.keySet().iterator().next() + ", or remove the lists");
        }
        Set<String> there = new HashSet<>(videos.keySet());
        splits.forEach((id, split) -> {
            if (!there.contains(id)) {
                missing.add(new RejectedClip(id, split, Reason.MISSING, "no video of this name below " + root));
            }
        });
    }

    @Override
    public String name() {
        return "grid";
    }

    @Override
    public String licence() {
        return "CC BY 4.0; Cooke, Barker, Cunningham and Shao 2006";
    }

    private ClipFile clip(String id, Split split, String video, String alignment) {
        return ClipFile.of(id, split, files.path(video), () -> info(id, split, video, alignment));
    }

    private ClipInfo info(String id, Split split, String video, String alignment) {
        List<Word> words = alignment == null ? List.of() : GridAlignment.read(files.path(alignment));
        String transcript = words.isEmpty()
                ? GridSentence.spell(FileTree.stem(video)).orElse("")
                : String.join(" ", words.stream().map(Word::text).toList());
        String speaker = speaker(video);
        return new ClipInfo(
                id, split, speaker.isEmpty() ? "unknown" : speaker, transcript, words, licence(), "GRID, " + video);
    }

    /** The clip's name, with the speaker before it where a folder below the root tells one. */
    private static String id(String file) {
        String speaker = speakerIn(FileTree.folder(file));
        String stem = ClipNames.safe(FileTree.stem(file));
        return speaker.isEmpty() ? stem : speaker + "_" + stem;
    }

    private String speaker(String video) {
        String inside = speakerIn(FileTree.folder(video));
        Path root = files.root().getFileName();
        return inside.isEmpty() && root != null ? speakerIn(root.toString()) : inside;
    }

    private static String speakerIn(String folders) {
        for (String folder : folders.split("/")) {
            Matcher matcher = SPEAKER.matcher(folder.toLowerCase(Locale.ROOT));
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        return "";
    }
}
