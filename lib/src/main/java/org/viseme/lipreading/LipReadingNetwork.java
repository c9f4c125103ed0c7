package org.viseme.lipreading;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import org.viseme.model.avhubert.AvHubert;
import org.viseme.nn.Layer;
import org.viseme.nn.Linear;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;

/**
 * AV-HuBERT with one more output: which word each frame shows. The frames teach the encoder before the decoder can use what
 * it sees, and tell when a word was spoken.
 */
public final class LipReadingNetwork extends Layer {
    private static final String READER = "reader";

    private final LipReaderConfig config;
    private final AvHubert reader;
    private final Linear frameHead;

    public LipReadingNetwork(LipReaderConfig config) {
        this.config = config;
        reader = add(READER, new AvHubert(config.network()));
        int width = config.network().encoder().transformer().width();
        frameHead = config.frameWords().isEmpty()
                ? null
                : add("frame_head", new Linear(width, config.frames().classes()));
    }

    public LipReaderConfig config() {
        return config;
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

    /** As {@link AvHubert#forward}. */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return reader.forward(inputs, pass);
    }
}
