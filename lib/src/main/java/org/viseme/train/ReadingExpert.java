package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import org.viseme.VisemeException;
import org.viseme.lipreading.LipReaderCheckpoint;
import org.viseme.lipreading.LipReadingNetwork;
import org.viseme.lipreading.Modality;
import org.viseme.loss.CrossEntropy;
import org.viseme.model.avhubert.AvHubertCheckpoint;
import org.viseme.model.avhubert.Clips;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.text.Vocabulary;
import org.viseme.torch.MemoryFormat;
import org.viseme.torch.Precision;

/**
 * A frozen lip reader that tells a generator how legible its mouths are (Wang et al., 2023, equation 4). Its weights get no
 * gradient and never change; the pictures do get one.
 */
final class ReadingExpert {
    private final LipReadingNetwork network;
    private final double smoothing;
    private final Pass pass;

    /**
     * @param network of lips alone; frozen from now on
     * @param smoothing share of the target that the wrong tokens have
     */
    ReadingExpert(LipReadingNetwork network, double smoothing, Precision precision) {
        network.setTrainable(false);
        this.network = network;
        this.smoothing = smoothing;
        this.pass = Pass.INFERENCE.withPrecision(precision);
    }

    /** @throws VisemeException when the file holds no reader of lips alone */
    static ReadingExpert load(Path file, double smoothing, Precision precision, NDManager manager) {
        LipReadingNetwork network = LipReaderCheckpoint.load(AvHubertCheckpoint.read(file), file, manager);
        if (network.config().modality() != Modality.VIDEO) {
            throw new VisemeException(
                    file.toString(),
                    "is a reader of " + network.config().modality() + ", which need not look at lips",
                    "train one with --set modality=video");
        }
        return new ReadingExpert(network, smoothing, precision);
    }

    LipReadingNetwork network() {
        return network;
    }

    /** Values of its features of a frame. */
    int width() {
        return network.config().network().encoder().transformer().width();
    }

    void setMemoryFormat(MemoryFormat format) {
        network.setMemoryFormat(format);
    }

    /**
     * What the expert makes of each frame.
     *
     * @return (batch, frames, width)
     */
    SequenceBatch context(Clips video) {
        return network.context(video, pass);
    }

    /**
     * How surprising the transcripts are: the mean over all their tokens.
     *
     * @param context of the clips in which they are said
     * @return a scalar; 0 when no clip has a transcript
     */
    NDArray loss(SequenceBatch context, List<String> transcripts) {
        TextArrays text = TextArrays.of(
                transcripts.stream().map(network.tokenizer()::encode).toList(),
                context.values().getManager());
        NDArray logits = network.logits(text.given(), context, pass);
        return CrossEntropy.of(logits, text.wanted(), Vocabulary.PADDING, smoothing);
    }
}
