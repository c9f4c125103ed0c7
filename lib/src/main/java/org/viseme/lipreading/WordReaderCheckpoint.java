package org.viseme.lipreading;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.ModelConfig;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;
import org.viseme.model.avhubert.AvHubertCheckpoint;

/** Readers of single words in files, with their words. */
public final class WordReaderCheckpoint {
    private static final String MODEL = "word-reader";
    private static final String REMEDY = "use a file that './viseme train word-reading' has written";

    private WordReaderCheckpoint() {}

    /** A network's state with its configuration. */
    public static Checkpoint of(WordReadingNetwork network) {
        return new Checkpoint(NetworkState.copyOf(network.state()))
                .with(Checkpoint.CONFIG, ModelConfig.write(MODEL, network.config()));
    }

    /** Whether a file holds such a reader; it may hold a published AV-HuBERT, or anything else. */
    public static boolean isWordReader(Path file) {
        return ModelConfig.names(AvHubertCheckpoint.read(file), MODEL);
    }

    /**
     * Builds the network of a checkpoint and fills it; it is frozen.
     *
     * @param source what the checkpoint was read from, for messages
     * @param manager owns the arrays
     * @throws VisemeException when it holds something else
     */
    public static WordReadingNetwork load(Checkpoint checkpoint, Path source, NDManager manager) {
        WordReadingNetwork network = new WordReadingNetwork(config(checkpoint, source));
        StateDict.compare(network.stateShapes(), checkpoint.state()).orThrow(source.toString());
        network.initialize(manager, 0);
        NetworkState.load(network.state(), checkpoint.state(), source.toString());
        network.setTrainable(false);
        return network;
    }

    private static WordReaderConfig config(Checkpoint checkpoint, Path source) {
        return ModelConfig.find(checkpoint, source, MODEL, REMEDY)
                .map(components -> ModelConfig.read(components, WordReaderConfig.class, source))
                .orElseThrow(() -> new VisemeException(source.toString(), "holds no reader of single words", REMEDY));
    }
}
