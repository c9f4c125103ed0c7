package org.viseme.data.corpus;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.viseme.VisemeException;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipSource;
import org.viseme.data.Corpus;
import org.viseme.data.RejectedClip;
import org.viseme.data.Split;

/** A small corpus that a test lays out. */
record CorpusFolder(Path root) {
    /** A file with this text; folders are made. */
    CorpusFolder write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return this;
    }

    /** Empty files. */
    CorpusFolder touch(String... names) throws IOException {
        for (String name : names) {
            write(name, "");
        }
        return this;
    }

    /** A copy of a video. */
    CorpusFolder copy(Path video, String name) throws IOException {
        touch(name);
        Files.write(root.resolve(name), Files.readAllBytes(video));
        return this;
    }

    static List<String> ids(Corpus corpus) {
        return corpus.clips().stream().map(ClipSource::id).toList();
    }

    static List<String> missing(Corpus corpus) {
        return corpus.missing().stream().map(RejectedClip::id).toList();
    }

    static TreeMap<String, Split> splits(Corpus corpus) {
        TreeMap<String, Split> splits = new TreeMap<>();
        corpus.clips().forEach(clip -> splits.put(clip.id(), clip.split()));
        return splits;
    }

    static ClipSource clip(Corpus corpus, String id) {
        return corpus.clips().stream()
                .filter(clip -> clip.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id + " is not in " + ids(corpus)));
    }

    static ClipInfo info(Corpus corpus, String id) {
        ClipSource clip = clip(corpus, id);
        ClipInfo info = clip.info();
        if (!info.id().equals(id)
                || info.split() != clip.split()
                || !info.licence().equals(corpus.licence())) {
            throw new AssertionError(info + " is not the information of " + id);
        }
        return info;
    }

    /** The message with which an action is refused. */
    static String refusal(Runnable action) {
        return assertThrows(VisemeException.class, action::run).getMessage();
    }
}
