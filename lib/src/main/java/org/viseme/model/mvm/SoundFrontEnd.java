package org.viseme.model.mvm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import org.viseme.nn.BatchNorm;
import org.viseme.nn.Layer;
import org.viseme.nn.Linear;
import org.viseme.nn.Pass;
import org.viseme.nn.Prelu;
import org.viseme.nn.Stack;
import org.viseme.nn.TemporalConvolution;
import org.viseme.torch.TorchScript;

/**
 * What is heard in each frame, for the memories of a {@link WordClassifier} while they learn; it learns to tell words by
 * their sound. The authors' is a residual network over spectrograms and is not needed afterwards; this one is two
 * convolutions over time on log filter banks.
 */
public final class SoundFrontEnd extends Layer {
    private static final int KERNEL = 5;
    private static final TorchScript CHANNELS_LAST = TorchScript.of(List.of("x"), "return torch.transpose(x, 1, 2)");
    private static final TorchScript TIME_MEAN = TorchScript.of(List.of("x"), "return torch.mean(x, [1])");

    private final Stack convolutions;
    private final Linear output;

    /**
     * @param values of sound a frame
     * @param config of the classifier whose memories it teaches
     */
    public SoundFrontEnd(int values, WordClassifierConfig config) {
        int features = config.features();
        convolutions = add(
                "convolutions",
                new Stack(
                        new TemporalConvolution(values, features, KERNEL, 1),
                        new BatchNorm(features),
                        new Prelu(features),
                        new TemporalConvolution(features, features, KERNEL, 1),
                        new BatchNorm(features),
                        new Prelu(features)));
        output = add("output", new Linear(features, config.words()));
    }

    /**
     * @param inputs sound (batch, values, frames)
     * @return words by the sound alone (batch, words), to be normalised by a softmax
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return new NDList(words(frames(inputs.singletonOrThrow(), pass), pass));
    }

    /**
     * @param sound (batch, values, frames)
     * @return (batch, frames, 8 * channels)
     */
    public NDArray frames(NDArray sound, Pass pass) {
        return CHANNELS_LAST.apply(convolutions.forward(sound, pass));
    }

    /** Words by what is heard in all frames together. */
    public NDArray words(NDArray frames, Pass pass) {
        return output.forward(new NDList(TIME_MEAN.apply(frames)), pass).singletonOrThrow();
    }
}
