package org.viseme.data.corpus;

import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.Corpus;
import org.viseme.data.Split;

/**
 * A clip of LRS2 or LRS3, {@code PART/RECORDING/NUMBER.mp4} with its transcript beside it. No identities are published:
 * all clips of a recording count as one speaker's.
 */
final class LrsClip {
    private LrsClip() {}

    /** @param video name of the video in the files, the last three parts of which name the clip */
    static ClipFile of(Corpus corpus, FileTree files, String video, Split split) {
        String id = id(video);
        String recording = recording(video);
        return ClipFile.of(id, split, files.path(video), () -> {
            LrsTranscript transcript = LrsTranscript.readIfThere(files.path(FileTree.withoutExtension(video) + ".txt"));
            return new ClipInfo(
                    id,
                    split,
                    recording,
                    transcript.text(),
                    transcript.words(),
                    corpus.licence(),
                    corpus.name() + ", " + video);
        });
    }

    /** {@code main/6330311066473698535/00011.mp4} to {@code main_6330311066473698535_00011}. */
    static String id(String video) {
        return ClipNames.safe(FileTree.withoutExtension(video).replace('/', '_'));
    }

    static String recording(String video) {
        String folder = FileTree.folder(video);
        return folder.substring(folder.lastIndexOf('/') + 1);
    }
}
