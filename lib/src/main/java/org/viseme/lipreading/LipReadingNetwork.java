package org.viseme.lipreading;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.viseme.model.avhubert.AvHubert;
import org.viseme.nn.Layer;
import org.viseme.nn.Linear;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.text.Tokenizer;

/**
 * AV-HuBERT with one more output: which word each frame shows. The frames teach the encoder before the decoder can use
 * what it sees, and tell when a word was spoken. Where it is wanted, a third output tells tokens in single frames, for
 * CTC.
 */
public final class LipReadingNetwork extends Layer {
    private static final String READER = "reader";

    private final LipReaderConfig config;
    private final Tokenizer tokenizer;
    private final AvHubert reader;
    private final Linear frameHead;
    private final Linear ctcHead;

    public LipReadingNetwork(LipReaderConfig config) {
        this.config = config;
        tokenizer = Tokenizer.of(config.tokenizer());
        reader = add(READER, new AvHubert(config.network()));
        int width = config.network().encoder().transformer().width();
        frameHead = config.frameWords().isEmpty()
                ? null
                : add("frame_head", new Linear(width, config.frames().classes()));
        ctcHead = config.ctc()
                ? add("ctc_head", new Linear(width, config.network().decoder().vocabulary()))
                : null;
    }

    public LipReaderConfig config() {
        return config;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** What writes; its own names are the published ones. */
    public AvHubert reader() {
        return reader;
    }

    /** Whether it tells words in single frames. */
    public boolean tellsFrames() {
        return frameHead != null;
    }

    /**
     * Which word each frame shows.
     *
     * @param context features (batch, frames, width)
     * @return (batch, frames, classes), to be normalised by a softmax
     */
    public NDArray frameLogits(SequenceBatch context, Pass pass) {
        return frameHead.forward(new NDList(context.values()), pass).singletonOrThrow();
    }

    /**
     * Which token each frame shows; {@link org.viseme.text.Vocabulary#BEGIN} stands for none, as in fairseq.
     *
     * @param context features (batch, frames, width)
     * @return (batch, frames, vocabulary), to be normalised by a softmax
     */
    public NDArray ctcLogits(SequenceBatch context, Pass pass) {
        return ctcHead.forward(new NDList(context.values()), pass).singletonOrThrow();
    }

    /** As {@link AvHubert#forward}. */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return reader.forward(inputs, pass);
    }
}
