package org.viseme.model.avhubert;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;

/**
 * A batch of talking mouths: seen, heard, or both; 25 frames a second, the shorter clips filled up with anything.
 *
 * @param audio stacked filter banks (batch, 104, frames)
 * @param video grey mouths (batch, 1, frames, 88, 88), normalised
 * @param padding (batch, frames), boolean: true where a clip has ended; empty when all are equally long
 */
public record Clips(Optional<NDArray> audio, Optional<NDArray> video, Optional<NDArray> padding) {
    private static final int TIME_OF_SOUND = 2;

    /**
     * @throws IllegalArgumentException when both are missing, or shapes do not fit each other
     */
    public Clips {
        NDArray first = audio.or(() -> video)
                .orElseThrow(() -> new IllegalArgumentException("clips without sound and without pictures"));
        audio.ifPresent(array -> requireAxes("sound", array, 3));
        video.ifPresent(array -> requireAxes("pictures", array, 5));
        Shape frames = new Shape(first.getShape().get(0), first.getShape().get(TIME_OF_SOUND));
        video.ifPresent(array -> requireFrames("pictures", array.getShape(), frames));
        padding.ifPresent(mask -> {
            if (mask.getDataType() != DataType.BOOLEAN || !mask.getShape().equals(frames)) {
                throw new IllegalArgumentException("padding of shape %s and type %s for (batch, frames) of %s"
                        .formatted(mask.getShape(), mask.getDataType(), frames));
            }
        });
    }

    private static void requireAxes(String what, NDArray array, int axes) {
        if (array.getShape().dimension() != axes) {
            throw new IllegalArgumentException(what + " of shape " + array.getShape() + ", not of " + axes + " axes");
        }
    }

    private static void requireFrames(String what, Shape shape, Shape frames) {
        if (shape.get(0) != frames.get(0) || shape.get(TIME_OF_SOUND) != frames.get(1)) {
            throw new IllegalArgumentException(what + " of shape " + shape + " for sound of (batch, frames) " + frames);
        }
    }

    /** What is seen alone. */
    public static Clips silent(NDArray video) {
        return new Clips(Optional.empty(), Optional.of(video), Optional.empty());
    }

    /** What is heard alone. */
    public static Clips unseen(NDArray audio) {
        return new Clips(Optional.of(audio), Optional.empty(), Optional.empty());
    }

    public static Clips of(NDArray audio, NDArray video) {
        return new Clips(Optional.of(audio), Optional.of(video), Optional.empty());
    }

    /** The same, where some clips are shorter than others; see {@link org.viseme.nn.SequenceBatch#padding}. */
    public Clips withPadding(Optional<NDArray> mask) {
        return new Clips(audio, video, mask);
    }
}
