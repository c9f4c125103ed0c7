package org.viseme.lipreading;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import org.viseme.decode.NextTokens;
import org.viseme.nn.DecoderState;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.nn.TransformerDecoder;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchScript;

/** What a decoder makes of one clip's context, for a search: one row of its batch a hypothesis. */
final class DecoderTokens implements NextTokens {
    private static final TorchScript LOG_SOFTMAX = TorchScript.of(List.of("x"), "return torch.log_softmax(x, -1)");

    private final TransformerDecoder decoder;
    private final NDManager manager;
    private DecoderState state;

    /**
     * @param context of one clip, (1, frames, width)
     * @param manager owns what the search remembers; the rest is freed after each step
     */
    DecoderTokens(TransformerDecoder decoder, SequenceBatch context, NDManager manager) {
        this.decoder = decoder;
        this.manager = manager;
        this.state = decoder.begin(context, Pass.INFERENCE);
    }

    @Override
    public float[][] next(int[] tokens, int[] parents) {
        float[] all;
        try (NativeScope scope = NativeScope.under(manager)) {
            state.past().forEach(scope::own);
            DecoderState chosen = state.select(numbers(parents, new Shape(parents.length), scope.manager()));
            NDArray newest = numbers(tokens, new Shape(tokens.length, 1), scope.manager());
            TransformerDecoder.Step step = decoder.step(newest, chosen, Pass.INFERENCE);
            state = step.state();
            state.past().forEach(scope::keep);
            all = LOG_SOFTMAX.apply(step.logits()).toFloatArray();
        }
        int vocabulary = all.length / tokens.length;
        float[][] rows = new float[tokens.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(all, i * vocabulary, (i + 1) * vocabulary);
        }
        return rows;
    }

    private static NDArray numbers(int[] values, Shape shape, NDManager manager) {
        long[] longs = Arrays.stream(values).asLongStream().toArray();
        return Torch.create(manager, LongBuffer.wrap(longs), shape, DataType.INT64);
    }
}
