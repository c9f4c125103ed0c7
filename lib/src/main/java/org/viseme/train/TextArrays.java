package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import org.viseme.text.Vocabulary;
import org.viseme.torch.Torch;

/**
 * Texts for teacher forcing, filled up with {@link Vocabulary#PADDING}: a decoder is given {@link Vocabulary#END} and
 * then the text, and is to say the text and then the end. Of an empty text nothing is asked: there is none.
 *
 * @param given (batch, longest text + 1)
 * @param wanted (batch, longest text + 1)
 * @param lengths (batch): tokens of each text without the end
 */
record TextArrays(NDArray given, NDArray wanted, NDArray lengths) {
    static TextArrays of(List<int[]> texts, NDManager manager) {
        int length = 1 + texts.stream().mapToInt(text -> text.length).max().orElseThrow();
        long[] given = new long[texts.size() * length];
        long[] wanted = new long[given.length];
        Arrays.fill(given, Vocabulary.PADDING);
        Arrays.fill(wanted, Vocabulary.PADDING);
        for (int i = 0; i < texts.size(); i++) {
            int[] text = texts.get(i);
            given[i * length] = Vocabulary.END;
            for (int j = 0; j < text.length; j++) {
                given[i * length + j + 1] = text[j];
                wanted[i * length + j] = text[j];
            }
            if (text.length > 0) {
                wanted[i * length + text.length] = Vocabulary.END;
            }
        }
        Shape shape = new Shape(texts.size(), length);
        return new TextArrays(
                Torch.create(manager, LongBuffer.wrap(given), shape, DataType.INT64),
                Torch.create(manager, LongBuffer.wrap(wanted), shape, DataType.INT64),
                numbers(texts.stream().mapToLong(text -> text.length).toArray(), manager));
    }

    /** Whole numbers, one for each of a batch. */
    static NDArray numbers(long[] values, NDManager manager) {
        return Torch.create(manager, LongBuffer.wrap(values), new Shape(values.length), DataType.INT64);
    }
}
