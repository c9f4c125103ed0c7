package org.viseme.data.corpus;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.viseme.VisemeException;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.RejectedClip;
import org.viseme.data.RejectedClip.Reason;
import org.viseme.data.Split;
import org.viseme.data.lists.TextLine;

/**
 * Any folder of videos, for recordings of one's own.
 *
 * <pre>
 * folder/
 *   anna/take 1.mp4         a clip, anna_take_1, spoken by anna; also mpg, mkv, mov, avi, webm, m4v
 *   anna/take 1.txt         what she says, optional
 *   anna/take 1.wav         her voice, optional; otherwise the video's sound is used
 *   train.txt, val.txt, test.txt, optional, here or in splits/
 * </pre>
 *
 * <p>The speaker is the name of the folder that holds the video. A transcript is a sentence or has the format of
 * {@link LrsTranscript}, which gives words their times. Lists name a clip a line, {@code anna/take 1.mp4}, with or without
 * its extension, or {@code anna_take_1}; with lists, clips that none of them names are left out. Without lists, speakers
 * are ordered by the SHA-256 of their names and the first twentieth of them is for the test, the next one for validation;
 * with fewer than ten speakers the clips are divided in this way instead.
 */
public final class FolderCorpus extends FileCorpus {
    private static final int ENOUGH_SPEAKERS = 10;
    private static final Set<String> VIDEOS = Set.of("mp4", "mpg", "mkv", "mov", "avi", "webm", "m4v");
    private static final Set<String> EXTENSIONS =
            Stream.concat(VIDEOS.stream(), Stream.of("txt", "wav")).collect(Collectors.toUnmodifiableSet());
    private final FileTree files;
    private boolean transcripts;

    /** @throws VisemeException when the folder is missing or holds no video */
    public FolderCorpus(Path root) {
        this.files = new FileTree(root, EXTENSIONS);
        Map<String, String> videos = new LinkedHashMap<>();
        ClipNames names = new ClipNames();
        for (String file : files.names()) {
            if (VIDEOS.contains(FileTree.extension(file))) {
                videos.put(names.give(FileTree.withoutExtension(file)), file);
            }
        }
        if (videos.isEmpty()) {
            throw new VisemeException(
                    root.toString(),
                    "holds no video ("
                            + String.join(", ", VIDEOS.stream().sorted().toList()) + ")",
                    "name a folder of videos");
        }
        Map<String, Split> listed = listed();
        Map<String, Split> splits = listed.isEmpty() ? drawn(videos) : resolved(listed, videos);
        videos.forEach((id, video) -> {
            if (splits.containsKey(id)) {
                clips.add(clip(id, splits.get(id), video));
            }
        });
        if (clips.isEmpty()) {
            throw new VisemeException(
                    root.toString(),
                    "train.txt, val.txt and test.txt name no video that is there",
                    "write names such as " + videos.values().iterator().next()
                            + " into them, or rename these files if they are not lists");
        }
    }

    private Map<String, Split> listed() {
        Map<String, Split> listed = new LinkedHashMap<>();
        for (Path folder : List.of(files.root(), files.root().resolve("splits"))) {
            listed.putAll(SplitLists.read(folder, line -> line.text().replace('\\', '/')));
        }
        return listed;
    }

    /** From what lists write to the names of clips; what is not there is kept as missing. */
    private Map<String, Split> resolved(Map<String, Split> listed, Map<String, String> videos) {
        Map<String, String> known = new HashMap<>();
        videos.forEach((id, video) -> {
            known.put(video, id);
            known.putIfAbsent(FileTree.withoutExtension(video), id);
            known.putIfAbsent(id, id);
        });
        Map<String, Split> splits = new HashMap<>();
        Set<String> reported = new HashSet<>();
        listed.forEach((entry, split) -> {
            String id = known.get(entry);
            if (id != null) {
                splits.merge(id, split, (first, second) -> first.compareTo(second) > 0 ? first : second);
            } else if (reported.add(ClipNames.safe(entry))) {
                missing.add(new RejectedClip(
                        ClipNames.safe(entry),
                        split,
                        Reason.MISSING,
                        "'" + entry + "' is listed but not below " + files.root()));
            }
        });
        return splits;
    }

    private Map<String, Split> drawn(Map<String, String> videos) {
        Set<String> speakers = videos.values().stream().map(this::speaker).collect(Collectors.toSet());
        if (speakers.size() < ENOUGH_SPEAKERS) {
            return HashSplit.ranked(videos.keySet());
        }
        Map<String, Split> bySpeaker = HashSplit.ranked(speakers);
        Map<String, Split> splits = new HashMap<>();
        videos.forEach((id, video) -> splits.put(id, bySpeaker.get(speaker(video))));
        return splits;
    }

    private String speaker(String video) {
        String folder = FileTree.folder(video);
        if (!folder.isEmpty()) {
            return folder.substring(folder.lastIndexOf('/') + 1);
        }
        Path root = files.root().getFileName();
        return root == null ? "unknown" : root.toString();
    }

    private ClipFile clip(String id, Split split, String video) {
        String stem = FileTree.withoutExtension(video);
        String text = stem + ".txt";
        boolean spoken = files.has(text);
        transcripts |= spoken;
        ClipFile clip = ClipFile.of(
                id, split, files.path(video), () -> info(id, split, video, spoken ? files.path(text) : null));
        return files.has(stem + ".wav") ? clip.withAudio(files.path(stem + ".wav")) : clip;
    }

    private ClipInfo info(String id, Split split, String video, Path text) {
        LrsTranscript transcript = text == null ? new LrsTranscript("", List.of()) : transcript(TextLine.read(text));
        return new ClipInfo(
                id, split, speaker(video), transcript.text(), transcript.words(), licence(), "folder, " + video);
    }

    private static LrsTranscript transcript(List<TextLine> lines) {
        if (LrsTranscript.isLrs(lines)) {
            return LrsTranscript.parse(lines);
        }
        String sentence =
                lines.stream().map(line -> String.join(" ", line.fields())).collect(Collectors.joining(" "));
        return new LrsTranscript(sentence, List.of());
    }

    @Override
    public String name() {
        return "folder";
    }

    @Override
    public String licence() {
        return "as the owner of the recordings says";
    }

    /** Whether a text lies beside at least one video. */
    @Override
    public boolean hasTranscripts() {
        return transcripts;
    }
}
