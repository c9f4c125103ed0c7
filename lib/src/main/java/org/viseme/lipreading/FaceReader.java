package org.viseme.lipreading;

import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.viseme.data.Pieces;
import org.viseme.data.prepare.PreparationSettings;
import org.viseme.data.prepare.VideoMouths;
import org.viseme.face.FaceDetector;
import org.viseme.face.MeanFace;

/**
 * Reads the lips of every face in a video of any length: long shots in pieces that overlap, put together between words.
 */
public final class FaceReader {
    private final LipReader reader;
    private final VideoMouths mouths;

    /** @param cut what is read at once, which bounds the memory */
    public FaceReader(LipReader reader, Pieces cut) {
        this.reader = reader;
        this.mouths = new VideoMouths(PreparationSettings.defaults(), MeanFace.standard(), cut);
    }

    /**
     * Reads all faces.
     *
     * @param use takes the number of a face, from 1, and what it says, face by face in the order of time; as soon as it
     *     is known
     * @throws org.viseme.VisemeException when the video cannot be read, or shows no face for long enough
     */
    public void read(Path video, FaceDetector detector, BiConsumer<Integer, Passage> use) {
        int[] face = {1};
        try (Passage.Joiner joiner = new Passage.Joiner(passage -> use.accept(face[0], passage))) {
            mouths.forEach(video, detector, mouth -> {
                if (mouth.face() != face[0]) {
                    joiner.close();
                    face[0] = mouth.face();
                }
                Reading reading = reader.read(mouth.utterance());
                joiner.add(Passage.of(
                        reading, mouth.fromSeconds(), mouth.utterance().seconds()));
            });
        }
    }
}
