package org.viseme.lipreading;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import org.viseme.data.Utterance;
import org.viseme.data.UtteranceBatch;
import org.viseme.model.avhubert.Clips;
import org.viseme.nn.SequenceBatch;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchScript;

/** Utterances as networks take them; what fills up the shorter ones is 0 after normalisation, as published. */
public final class ClipArrays {
    private static final String NORMALISED = "y = torch.div(torch.sub(torch.div(torch.to(x, 6), 255.0), %s), %s)%n"
            .formatted(UtteranceBatch.MEAN, UtteranceBatch.DEVIATION);
    private static final TorchScript PICTURES =
            TorchScript.of(List.of("x"), NORMALISED + "return torch.unsqueeze(y, 1)");
    private static final TorchScript PADDED_PICTURES = TorchScript.of(List.of("x", "p"), NORMALISED + """
                    ended = torch.unsqueeze(torch.unsqueeze(p, 2), 3)
                    return torch.unsqueeze(torch.masked_fill(y, ended, 0.0), 1)
                    """);
    private static final TorchScript SOUND =
            TorchScript.of(List.of("x"), "return torch.contiguous(torch.transpose(x, 1, 2))");

    private ClipArrays() {}

    /** A batch on the device of a manager, pictures or sound or both. */
    public static Clips of(UtteranceBatch batch, Modality modality, NDManager manager) {
        Optional<NDArray> padding = SequenceBatch.padding(manager, batch.lengths());
        Optional<NDArray> sound = modality.heard() ? Optional.of(sound(batch, manager)) : Optional.empty();
        Optional<NDArray> pictures =
                modality.seen() ? Optional.of(pictures(batch, padding, manager)) : Optional.empty();
        return new Clips(sound, pictures, padding);
    }

    private static NDArray pictures(UtteranceBatch batch, Optional<NDArray> padding, NDManager manager) {
        Shape shape = new Shape(batch.size(), batch.frames(), UtteranceBatch.SIZE, UtteranceBatch.SIZE);
        NDArray bytes = Torch.send(manager, ByteBuffer.wrap(batch.mouths()), shape, DataType.UINT8);
        return padding.map(mask -> PADDED_PICTURES.apply(bytes, mask)).orElseGet(() -> PICTURES.apply(bytes));
    }

    private static NDArray sound(UtteranceBatch batch, NDManager manager) {
        Shape shape = new Shape(batch.size(), batch.frames(), Utterance.SOUND_WIDTH);
        return SOUND.apply(Torch.send(manager, FloatBuffer.wrap(batch.sound()), shape, DataType.FLOAT32));
    }
}
