package org.viseme.data.corpus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.viseme.VisemeException;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.RejectedClip;
import org.viseme.data.RejectedClip.Reason;
import org.viseme.data.Split;
import org.viseme.data.Word;
import org.viseme.data.lists.TextLine;

/**
 * Lip Reading in the Wild, 500 words from programmes of the BBC (J. S. Chung, A. Zisserman, "Lip Reading in the Wild",
 * ACCV 2016).
 *
 * <pre>
 * lrw/
 *   lipread_mp4/
 *     ABOUT/train/ABOUT_00001.mp4, ABOUT_00001.txt
 *     ABOUT/val/ABOUT_00001.mp4, ABOUT_00001.txt
 *     ABOUT/test/ABOUT_00001.mp4, ABOUT_00001.txt
 * </pre>
 *
 * <p>Give it {@code lrw} or {@code lipread_mp4}. The folders are the published splits. Clips have 29 frames at 25 frames
 * a second and the word lies in their middle; its length stands in the text beside the video ({@code Duration: 0.53
 * seconds}), so it is spoken from 0.58 s minus half of it to 0.58 s plus half of it. The words before and after it are not
 * known. Nor are the speakers.
 *
 * <p>The corpus has no list; a text without its video is reported as a missing clip.
 */
public final class LrwCorpus extends FileCorpus {
    private static final double CLIP_SECONDS = 29 / 25.0;
    private static final Set<String> EXTENSIONS = Set.of("mp4", "txt");
    private static final Pattern CLIP = Pattern.compile("([^/]+)/(train|val|test)/\\1_([0-9]+)");
    private static final Pattern DURATION = Pattern.compile("Duration:\\s*([0-9]*\\.?[0-9]+)\\s*seconds");

    /** @throws VisemeException when the folder is missing or holds no clip of LRW */
    public LrwCorpus(Path root) {
        Path inner = root.resolve("lipread_mp4");
        FileTree files = new FileTree(Files.isDirectory(inner) ? inner : root, EXTENSIONS);
        for (String file : files.names()) {
            Matcher name = CLIP.matcher(FileTree.withoutExtension(file));
            if (name.matches()) {
                add(file, name, files);
            }
        }
        if (clips.isEmpty()) {
            throw new VisemeException(
                    root.toString(),
                    "holds no clip such as ABOUT/train/ABOUT_00001.mp4",
                    "name the folder that holds lipread_mp4");
        }
    }

    private void add(String file, Matcher name, FileTree files) {
        String word = name.group(1);
        Split split = Split.parse(name.group(2));
        String id = ClipNames.safe(word + "_" + split.label() + "_" + name.group(3));
        String video = FileTree.withoutExtension(file) + ".mp4";
        if (file.equals(video)) {
            clips.add(ClipFile.of(id, split, files.path(video), () -> info(id, split, word, video, files)));
        } else if (!files.has(video)) {
            missing.add(new RejectedClip(id, split, Reason.MISSING, files.path(video) + " is not there"));
        }
    }

    private ClipInfo info(String id, Split split, String word, String video, FileTree files) {
        Path text = files.path(FileTree.withoutExtension(video) + ".txt");
        List<Word> words = Files.exists(text) ? words(word, TextLine.read(text)) : List.of();
        return new ClipInfo(id, split, "unknown", word, words, licence(), "lrw, " + video);
    }

    /** The word where the text says how long it is; nothing where the text is empty. */
    private static List<Word> words(String word, List<TextLine> lines) {
        for (TextLine line : lines) {
            if (line.text().startsWith("Duration:")) {
                Matcher duration = DURATION.matcher(line.text());
                if (!duration.matches()) {
                    throw line.problem("is not 'Duration: 0.53 seconds'", "download this text again or remove it");
                }
                double half = Math.min(Double.parseDouble(duration.group(1)), CLIP_SECONDS) / 2;
                return List.of(new Word(word, CLIP_SECONDS / 2 - half, CLIP_SECONDS / 2 + half));
            }
        }
        if (!lines.isEmpty()) {
            throw lines.getLast().problem("no line 'Duration:' up to here", "download this text again or remove it");
        }
        return List.of();
    }

    @Override
    public String name() {
        return "lrw";
    }

    @Override
    public String licence() {
        return "research without commercial aims only, by agreement with the BBC, no redistribution;"
                + " Chung and Zisserman 2016";
    }
}
