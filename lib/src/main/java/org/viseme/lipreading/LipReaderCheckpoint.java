package org.viseme.lipreading;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.ModelConfig;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;
import org.viseme.model.avhubert.AvHubert;
import org.viseme.model.avhubert.AvHubertCheckpoint;
import org.viseme.model.avhubert.AvHubertEncoder;
import org.viseme.text.SentencePieces;
import org.viseme.text.Tokenizer;
import org.viseme.text.Vocabulary;

/**
 * Readers in files, with their vocabulary: Viseme's own, and AV-HuBERT's published fine-tuned ones, whose vocabulary
 * stands in the file. The latter tell no times.
 */
public final class LipReaderCheckpoint {
    static final String MODEL = "lip-reader";
    private static final String REMEDY =
            "use a file that './viseme train lip-reading' has written, or a published fine-tuned AV-HuBERT";

    private LipReaderCheckpoint() {}

    /** A network's state with its configuration. */
    public static Checkpoint of(LipReadingNetwork network) {
        return new Checkpoint(NetworkState.copyOf(network.state()))
                .with(Checkpoint.CONFIG, ModelConfig.write(MODEL, network.config()));
    }

    /** As {@link #load(Checkpoint, Path, NDManager)}, from a file. */
    public static LipReadingNetwork load(Path file, NDManager manager) {
        return load(AvHubertCheckpoint.read(file), file, manager);
    }

    /**
     * Builds the network of a checkpoint and fills it; it is frozen.
     *
     * @param manager owns the arrays
     * @throws VisemeException when it holds something else
     */
    public static LipReadingNetwork load(Checkpoint checkpoint, Path source, NDManager manager) {
        if (!checkpoint.metadata().containsKey(Checkpoint.CONFIG) && AvHubertCheckpoint.isReader(checkpoint)) {
            return published(checkpoint, source, manager);
        }
        LipReadingNetwork network = new LipReadingNetwork(config(checkpoint, source));
        StateDict.compare(network.stateShapes(), checkpoint.state()).orThrow(source.toString());
        network.initialize(manager, 0);
        NetworkState.load(network.state(), checkpoint.state(), source.toString());
        network.setTrainable(false);
        return network;
    }

    /**
     * The encoder of a reader, or of a pretraining.
     *
     * @throws VisemeException when the file has none
     */
    public static AvHubertEncoder loadEncoder(Path file, NDManager manager) {
        Checkpoint checkpoint = AvHubertCheckpoint.read(file);
        return ModelConfig.names(checkpoint, MODEL)
                ? load(checkpoint, file, manager).reader().encoder()
                : AvHubertCheckpoint.loadEncoder(checkpoint, file, manager);
    }

    private static LipReadingNetwork published(Checkpoint checkpoint, Path source, NDManager manager) {
        List<String> symbols = AvHubertCheckpoint.vocabulary(checkpoint, source)
                .orElseThrow(() -> new VisemeException(
                        source.toString(), "does not say what its tokens mean", "use the file as it was published"));
        Tokenizer tokenizer =
                new SentencePieces(Vocabulary.of(symbols.subList(Vocabulary.FIRST, symbols.size())), new byte[0]);
        LipReadingNetwork network = new LipReadingNetwork(LipReaderConfig.of(
                AvHubertCheckpoint.config(checkpoint, source), Modality.VIDEO, tokenizer, List.of()));
        network.initialize(manager, 0);
        try (NDManager scope = manager.newSubManager()) {
            AvHubert reader = AvHubertCheckpoint.load(checkpoint, source, scope);
            NetworkState.load(network.reader().state(), NetworkState.copyOf(reader.state()), source.toString());
        }
        network.setTrainable(false);
        return network;
    }

    private static LipReaderConfig config(Checkpoint checkpoint, Path source) {
        return ModelConfig.find(checkpoint, source, MODEL, REMEDY)
                .map(components -> ModelConfig.read(components, LipReaderConfig.class, source))
                .orElseThrow(() -> new VisemeException(source.toString(), "holds no lip reader", REMEDY));
    }
}
