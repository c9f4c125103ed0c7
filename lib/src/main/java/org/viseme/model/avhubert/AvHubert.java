package org.viseme.model.avhubert;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Optional;
import org.viseme.nn.DecoderState;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.nn.TransformerDecoder;
import org.viseme.nn.TransformerDecoder.Step;

/**
 * AV-HuBERT as a reader of lips and listener to speech (Shi et al. 2022, section 4.1): an {@link AvHubertEncoder} makes
 * context features of what is seen and heard, a transformer decoder writes what was said.
 *
 * <p>Names are those of the authors' fine-tuned checkpoints. A frozen reader lets gradients through to the pictures:
 * run it with {@link Pass#INFERENCE} while a graph is recorded.
 *
 * <pre>{@code
 * SequenceBatch context = reader.context(Clips.silent(mouths), Pass.INFERENCE);
 * NDArray logits = reader.logits(tokens, context, Pass.INFERENCE);
 * }</pre>
 */
public final class AvHubert extends Layer {
    private final AvHubertConfig config;
    private final AvHubertEncoder encoder;
    private final TransformerDecoder decoder;

    public AvHubert(AvHubertConfig config) {
        this.config = config;
        encoder = add("encoder.w2v_model", new AvHubertEncoder(config.encoder()));
        decoder = add("decoder", new TransformerDecoder(config.decoder()));
    }

    public AvHubertConfig config() {
        return config;
    }

    public AvHubertEncoder encoder() {
        return encoder;
    }

    public TransformerDecoder decoder() {
        return decoder;
    }

    /**
     * @param inputs sound (batch, 104, frames), pictures (batch, 1, frames, 88, 88), or both in this order; then tokens
     *     (batch, time)
     * @return (batch, time, vocabulary), see {@link #logits}
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        int last = inputs.size() - 1;
        NDArray context = encoder.forward(inputs.subNDList(0, last), pass).singletonOrThrow();
        return new NDList(logits(inputs.get(last), new SequenceBatch(context, Optional.empty()), pass));
    }

    /** Context features of each frame: (batch, frames, width), with the clips' padding. */
    public SequenceBatch context(Clips clips, Pass pass) {
        return encoder.context(clips, pass);
    }

    /**
     * Teacher forcing: what follows on each token of a transcript when all before it were as given.
     *
     * @param tokens (batch, time), 64-bit integers: {@link AvHubertConfig#END}, then the transcript, filled up with
     *     {@link AvHubertConfig#PADDING}
     * @return (batch, time, vocabulary), to be normalised by a softmax
     */
    public NDArray logits(NDArray tokens, SequenceBatch context, Pass pass) {
        return decoder.logits(tokens, context, pass);
    }

    /** The state of a search before the first token, which is {@link AvHubertConfig#END}. */
    public DecoderState begin(SequenceBatch context, Pass pass) {
        return decoder.begin(context, pass);
    }

    /**
     * What follows when one more token is known; the same as {@link #logits} computes, at the cost of one token.
     *
     * @param tokens (batch, 1), 64-bit integers
     */
    public Step step(NDArray tokens, DecoderState state, Pass pass) {
        return decoder.step(tokens, state, pass);
    }
}
