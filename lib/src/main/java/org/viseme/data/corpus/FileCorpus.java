package org.viseme.data.corpus;

import java.util.ArrayList;
import java.util.List;
import org.viseme.data.ClipFile;
import org.viseme.data.Corpus;
import org.viseme.data.RejectedClip;

/** What a reader found in a folder; its constructor fills both lists. */
abstract class FileCorpus implements Corpus {
    final List<ClipFile> clips = new ArrayList<>();
    final List<RejectedClip> missing = new ArrayList<>();

    @Override
    public final List<ClipFile> clips() {
        return List.copyOf(clips);
    }

    @Override
    public final List<RejectedClip> missing() {
        return List.copyOf(missing);
    }
}
