package org.viseme.data.corpus;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.viseme.VisemeException;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.Corpus;
import org.viseme.data.Split;
import org.viseme.data.Word;

/**
 * The GRID corpus (M. Cooke, J. Barker, S. Cunningham, X. Shao, "An audio-visual corpus for speech perception and
 * automatic speech recognition", J. Acoust. Soc. Am. 120(5), 2006; CC BY 4.0).
 *
 * <p>Reads any folder of GRID videos, however deep: the published one (a folder a speaker, alignments in another) or
 * one of clips, {@code align} and {@code splits}. The lists {@code splits/train.txt}, {@code val.txt} and
 * {@code test.txt} (one clip name a line) decide about splits where they exist, and clips that no list names are left
 * out; without lists the clips are ordered by the SHA-256 of their names and the first twentieth becomes the test
 * split, the next twentieth the validation split.
 */
public final class GridCorpus implements Corpus {
    private static final Pattern SPEAKER = Pattern.compile("(?:.*[^a-z0-9])?(s[0-9]{1,2})(?:[^a-z0-9].*)?");
    private static final int CLIPS_A_HELD_OUT_CLIP = 20;
    private final Path root;
    private final List<ClipFile> clips;

    /** @throws VisemeException when the folder is missing or holds no video */
    public GridCorpus(Path root) {
        this.root = root.toAbsolutePath().normalize();
        Map<String, Path> videos = new TreeMap<>();
        Map<String, Path> alignments = new HashMap<>();
        try (Stream<Path> files = Files.walk(this.root)) {
            files.filter(Files::isRegularFile).sorted().forEach(file -> {
                String extension = extension(file);
                if (extension.equals("align")) {
                    alignments.put(key(file), file);
                } else if (extension.equals("mpg") || extension.equals("mp4")) {
                    videos.put(key(file), file);
                }
            });
        } catch (IOException e) {
            throw new VisemeException(root.toString(), "cannot be read", "name the folder of the GRID corpus", e);
        }
        if (videos.isEmpty()) {
            throw new VisemeException(
                    root.toString(), "holds no .mpg or .mp4 file", "name the folder that holds the GRID videos");
        }
        Map<String, Split> splits = splits(videos.keySet().stream().toList());
        this.clips = new ArrayList<>();
        videos.forEach((id, video) -> {
            Split split = splits.get(id);
            if (split != null) {
                clips.add(clip(id, split, video, alignments.get(id)));
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

    @Override
    public List<ClipFile> clips() {
        return List.copyOf(clips);
    }

    private ClipFile clip(String id, Split split, Path video, Path alignment) {
        return ClipFile.of(id, split, video, () -> info(id, split, video, alignment));
    }

    private ClipInfo info(String id, Split split, Path video, Path alignment) {
        List<Word> words = alignment == null ? List.of() : GridAlignment.read(alignment);
        String transcript = words.isEmpty()
                ? GridSentence.spell(stem(video)).orElse("")
                : String.join(" ", words.stream().map(Word::text).toList());
        String speaker = speaker(video);
        return new ClipInfo(
                id,
                split,
                speaker.isEmpty() ? "unknown" : speaker,
                transcript,
                words,
                licence(),
                "GRID, " + root.relativize(video).toString().replace('\\', '/'));
    }

    /** The clip's name, with the speaker before it where a folder below the root tells one. */
    private String key(Path file) {
        String speaker = speakerIn(root.relativize(file).getParent());
        return speaker.isEmpty() ? stem(file) : speaker + "_" + stem(file);
    }

    private String speaker(Path video) {
        String inside = speakerIn(root.relativize(video).getParent());
        return inside.isEmpty() ? speakerIn(root.getFileName()) : inside;
    }

    private static String speakerIn(Path folders) {
        if (folders != null) {
            for (Path folder : folders) {
                Matcher matcher = SPEAKER.matcher(folder.toString().toLowerCase(Locale.ROOT));
                if (matcher.matches()) {
                    return matcher.group(1);
                }
            }
        }
        return "";
    }

    private Map<String, Split> splits(List<String> ids) {
        Map<String, Split> splits = new HashMap<>();
        Path lists = root.resolve("splits");
        for (Split split : Split.values()) {
            Path list = lists.resolve(split.label() + ".txt");
            if (Files.isRegularFile(list)) {
                lines(list).forEach(id -> splits.put(id, split));
            }
        }
        return splits.isEmpty() ? splitsByHash(ids) : splits;
    }

    private static List<String> lines(Path list) {
        try (Stream<String> lines = Files.lines(list)) {
            return lines.map(String::strip).filter(line -> !line.isEmpty()).toList();
        } catch (IOException e) {
            throw new VisemeException(list.toString(), "cannot be read", "check the list of clips", e);
        }
    }

    static Map<String, Split> splitsByHash(List<String> ids) {
        List<String> order =
                ids.stream().sorted(Comparator.comparing(GridCorpus::sha256)).toList();
        int heldOut = (int) Math.ceil(ids.size() / (double) CLIPS_A_HELD_OUT_CLIP);
        Map<String, Split> splits = new HashMap<>();
        for (int i = 0; i < order.size(); i++) {
            splits.put(order.get(i), i < heldOut ? Split.TEST : i < 2 * heldOut ? Split.VAL : Split.TRAIN);
        }
        return splits;
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }
}
