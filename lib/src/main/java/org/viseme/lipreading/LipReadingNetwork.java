package org.viseme.lipreading;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.viseme.model.avhubert.AvHubert;
import org.viseme.model.avhubert.Clips;
import org.viseme.model.conformer.ConformerReader;
import org.viseme.nn.Layer;
import org.viseme.nn.Linear;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.nn.TransformerDecoder;
import org.viseme.text.Tokenizer;

/**
 * AV-HuBERT, or a Conformer, with one more output: which word each frame shows. The frames teach the encoder before the
 * decoder can use what it sees, and tell when a word was spoken. Where it is wanted, a third output tells tokens in
 * single frames, for CTC; a Conformer has its own.
 */
public final class LipReadingNetwork extends Layer {
    private static final String READER = "reader";

    private final LipReaderConfig config;
    private final Tokenizer tokenizer;
    private final AvHubert avHubert;
    private final ConformerReader conformer;
    private final Linear frameHead;
    private final Linear ctcHead;

    public LipReadingNetwork(LipReaderConfig config) {
        this.config = config;
        tokenizer = Tokenizer.of(config.tokenizer());
        boolean conforms = config.conformer() != null;
        avHubert = conforms ? null : add(READER, new AvHubert(config.network()));
        conformer = conforms ? add(READER, new ConformerReader(config.conformer())) : null;
        int width = (conforms
                        ? config.conformer().encoder()
                        : config.network().encoder().transformer())
                .width();
        frameHead = config.frameWords().isEmpty()
                ? null
                : add("frame_head", new Linear(width, config.frames().classes()));
        ctcHead = config.ctc() && !conforms
                ? add("ctc_head", new Linear(width, config.network().decoder().vocabulary()))
                : null;
    }

    public LipReaderConfig config() {
        return config;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * The AV-HuBERT in it; its own names are the published ones.
     *
     * @throws IllegalStateException when a Conformer reads
     */
    public AvHubert reader() {
        if (avHubert == null) {
            throw new IllegalStateException("a Conformer, no AV-HuBERT");
        }
        return avHubert;
    }

    /** Context features of each frame: (batch, frames, width), with the clips' padding. */
    public SequenceBatch context(Clips clips, Pass pass) {
        return conformer == null
                ? avHubert.context(clips, pass)
                : conformer.context(clips.video().orElseThrow(), clips.padding(), pass);
    }

    /**
     * Teacher forcing: what follows on each token of a transcript when all before it were as given.
     *
     * @param tokens (batch, time), 64-bit integers: {@link org.viseme.text.Vocabulary#END}, then the transcript, filled
     *     up with {@link org.viseme.text.Vocabulary#PADDING}
     * @return (batch, time, vocabulary), to be normalised by a softmax
     */
    public NDArray logits(NDArray tokens, SequenceBatch context, Pass pass) {
        return decoder().logits(tokens, context, pass);
    }

    /** What writes, for searches; the first token is {@link org.viseme.text.Vocabulary#END}. */
    public TransformerDecoder decoder() {
        return conformer == null ? avHubert.decoder() : conformer.decoder();
    }

    /** Whether what sees learns. */
    public void setEncoderTrainable(boolean trainable) {
        if (conformer == null) {
            avHubert.encoder().setTrainable(trainable);
        } else {
            conformer.setEncoderTrainable(trainable);
        }
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
        return conformer == null
                ? ctcHead.forward(new NDList(context.values()), pass).singletonOrThrow()
                : conformer.frameLogits(context, pass);
    }

    /** As {@link AvHubert#forward} or {@link ConformerReader#forward}. */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return conformer == null ? avHubert.forward(inputs, pass) : conformer.forward(inputs, pass);
    }
}
