package org.viseme.train;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.model.talklip.TalkLip;
import org.viseme.model.talklip.TalkLipCheckpoint;
import org.viseme.model.talklip.TalkLipConfig.Hearing;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.nn.Layer;

/**
 * Generators that draw windows of some frames and need no more of the speech than the mel windows of these: those of the
 * Wav2Lip family, and TalkLip that hears locally. They take mel windows (batch, time, 1, 80, 16) and faces (batch, 6, time,
 * 96, 96), and give faces (batch, 3, time, 96, 96).
 */
public final class WindowGenerator {
    private WindowGenerator() {}

    /** As {@link #load(Checkpoint, Path, NDManager)}. */
    static Layer load(Path file, NDManager manager) {
        return load(Checkpoint.read(file), file, manager);
    }

    /**
     * Builds the generator of a checkpoint and fills it.
     *
     * @param source what the checkpoint was read from, for messages
     * @param manager owns the arrays
     * @throws VisemeException when it holds no generator, or one that hears whole utterances
     */
    public static Layer load(Checkpoint checkpoint, Path source, NDManager manager) {
        if (!TalkLipCheckpoint.isTalkLip(checkpoint)) {
            return Wav2LipCheckpoint.load(checkpoint, source, manager);
        }
        TalkLip network = TalkLipCheckpoint.load(checkpoint, source, manager);
        if (network.config().hearing() == Hearing.GLOBAL) {
            throw new VisemeException(
                    source.toString(),
                    "hears whole utterances, and these figures are of windows of a few frames",
                    "use './viseme evaluate --model' without --as-trained, which measures whole clips");
        }
        return network;
    }
}
