package org.viseme.model.conformer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.viseme.nn.ConformerEncoder;
import org.viseme.nn.Convention;
import org.viseme.nn.Layer;
import org.viseme.nn.Linear;
import org.viseme.nn.LipFrontEnd;
import org.viseme.nn.Pass;
import org.viseme.nn.ResidualBlock.Rectifier;
import org.viseme.nn.SequenceBatch;
import org.viseme.nn.TransformerDecoder;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchScript;

/**
 * Reads lips with a residual network, a Conformer and two heads: a decoder that writes token after token, and
 * connectionist temporal classification (Graves et al., 2006), which names a token or nothing for each frame. Their
 * shares in a score are {@link ConformerConfig#ctcWeight}.
 */
public final class ConformerReader extends Layer {
    private static final TorchScript DECODED = TorchScript.of(List.of("logits", "tokens"), """
            told = torch.gather(torch.log_softmax(logits, 2), 2, torch.unsqueeze(tokens, 2))
            return torch.sum(told)
            """);
    private static final TorchScript CLASSIFIED =
            TorchScript.of(List.of("logits", "tokens", "frames", "length"), """
            told = torch.transpose(torch.log_softmax(logits, 2), 0, 1)
            return torch.sum(torch.neg(torch.ctc_loss(told, tokens, frames, length, %d, 0, False)))
            """.formatted(ConformerConfig.BLANK));

    private final ConformerConfig config;
    private final LipFrontEnd frontEnd;
    private final Linear projection;
    private final ConformerEncoder encoder;
    private final TransformerDecoder decoder;
    private final Linear ctc;

    public ConformerReader(ConformerConfig config) {
        this.config = config;
        int width = config.encoder().width();
        frontEnd = add("frontend", new LipFrontEnd(config.channels(), Rectifier.SILU));
        projection = add("proj_encoder", new Linear(frontEnd.features(), width));
        encoder = add("encoder", new ConformerEncoder(config.encoder(), config.kernel()));
        decoder = add("decoder", new TransformerDecoder(config.decoder(), Convention.ESPNET));
        ctc = add("ctc.ctc_lo", new Linear(width, config.decoder().vocabulary()));
    }

    public ConformerConfig config() {
        return config;
    }

    /** Whether what sees learns: the residual network and the Conformer behind it. */
    public void setEncoderTrainable(boolean trainable) {
        frontEnd.setTrainable(trainable);
        projection.setTrainable(trainable);
        encoder.setTrainable(trainable);
    }

    /** For searches: one token after the other. */
    public TransformerDecoder decoder() {
        return decoder;
    }

    /**
     * @param inputs grey mouths (batch, 1, frames, 88, 88), tokens (batch, time)
     * @return (batch, time, vocabulary), see {@link #logits}
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return new NDList(logits(inputs.get(1), context(inputs.get(0), Optional.empty(), pass), pass));
    }

    /**
     * What is seen, frame by frame, in the light of the frames around it.
     *
     * @param video grey mouths (batch, 1, frames, 88, 88), normalised
     * @param padding (batch, frames), boolean: true where a clip has ended; empty when all are equally long
     * @return (batch, frames, width)
     */
    public SequenceBatch context(NDArray video, Optional<NDArray> padding, Pass pass) {
        NDList seen = projection.forward(frontEnd.forward(new NDList(video), pass), pass);
        return encoder.forward(new SequenceBatch(seen.singletonOrThrow(), padding), pass);
    }

    /**
     * Teacher forcing: what follows on each token of a transcript when all before it were as given.
     *
     * @param tokens (batch, time), 64-bit integers: {@link ConformerConfig#end}, then the transcript
     * @return (batch, time, vocabulary), to be normalised by a softmax
     */
    public NDArray logits(NDArray tokens, SequenceBatch context, Pass pass) {
        return decoder.logits(tokens, context, pass);
    }

    /** What connectionist temporal classification sees in each frame: (batch, frames, vocabulary). */
    public NDArray frameLogits(SequenceBatch context, Pass pass) {
        return ctc.forward(new NDList(context.values()), pass).singletonOrThrow();
    }

    /**
     * How well a transcript fits what is seen: logarithms of its probabilities in the eyes of both heads, weighted by
     * {@link ConformerConfig#ctcWeight}.
     *
     * @param transcript tokens without the one that begins and ends
     * @param context of one clip
     * @return at most 0; negative infinity when there are fewer frames than tokens
     */
    public double score(long[] transcript, SequenceBatch context) {
        if (context.batch() != 1 || context.padding().isPresent()) {
            throw new IllegalArgumentException("a score of " + context.batch() + " clips at once");
        }
        long[] begun = LongStream.concat(LongStream.of(config.end()), LongStream.of(transcript))
                .toArray();
        long[] ended = LongStream.concat(LongStream.of(transcript), LongStream.of(config.end()))
                .toArray();
        try (NativeScope scope = NativeScope.under(context.values().getManager());
                GradientScope off = GradientScope.off()) {
            NDArray logits = scope.own(logits(tokens(scope, begun), context, Pass.INFERENCE));
            double decoded = DECODED.apply(logits, tokens(scope, ended)).getFloat();
            NDArray frames = scope.own(frameLogits(context, Pass.INFERENCE));
            double classified = CLASSIFIED
                    .apply(
                            frames,
                            tokens(scope, transcript),
                            tokens(scope, context.time()).reshape(1),
                            tokens(scope, transcript.length).reshape(1))
                    .getFloat();
            double weight = config.ctcWeight();
            return (weight < 1 ? (1 - weight) * decoded : 0) + (weight > 0 ? weight * classified : 0);
        }
    }

    private static NDArray tokens(NativeScope scope, long... values) {
        return Torch.create(scope.manager(), LongBuffer.wrap(values), new Shape(1, values.length), DataType.INT64);
    }
}
