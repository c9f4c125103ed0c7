package org.viseme.model.syncnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.viseme.nn.BatchNorm;
import org.viseme.nn.Convolution;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.Layer;
import org.viseme.nn.Linear;
import org.viseme.nn.MaxPool;
import org.viseme.nn.Pass;
import org.viseme.nn.Relu;
import org.viseme.nn.Stack;
import org.viseme.nn.Window;
import org.viseme.torch.TorchScript;

/**
 * SyncNet (Chung and Zisserman, "Out of time: automated lip sync in the wild", ACCV 2016 workshops) in the version that
 * the authors published as {@code syncnet_v2.model}, whose distances are the metrics LSE-D and LSE-C. Two streams of
 * convolutions, one for 0.2 s of lips and one for the same 0.2 s of sound, end in embeddings that lie close together
 * when lips and sound belong together. The embeddings are not normalised.
 *
 * <p>Unlike in the paper, the lips are seen in colour and with the whole face around them. Layers are numbered as in
 * the published state.
 */
public final class SyncNetV2 extends Layer {
    /** Width and height of a face, in pixels; crops are those of {@code CropFamily.SYNCNET}. */
    public static final int FACE_SIZE = 224;

    /** Frames of a lip window, at 25 a second. */
    public static final int FRAMES = 5;

    /** Cepstral coefficients of a step of sound. */
    public static final int COEFFICIENTS = 13;

    /** Steps of an audio window, at 100 a second. */
    public static final int STEPS = 20;

    /** Values of an embedding. */
    public static final int EMBEDDING = 1024;

    private static final int FEATURES = 512;
    private static final Shape LIPS = new Shape(3, FRAMES, FACE_SIZE, FACE_SIZE);
    private static final Shape SOUND = new Shape(1, COEFFICIENTS, STEPS);
    private static final TorchScript LIP_WINDOWS = TorchScript.of(
            List.of("frames"),
            "return torch.permute(torch.unfold(torch.to(frames, 6), 0, %d, 1), [0, 1, 4, 2, 3])".formatted(FRAMES));

    private final Stack audioConvolutions;
    private final Stack audioHead;
    private final Stack lipHead;
    private final Stack lipConvolutions;

    public SyncNetV2() {
        Window same = Window.of(3, 3).padding(1, 1);
        audioConvolutions = add(
                "netcnnaud",
                new Stack( // 13x20
                        convolution(1, 64, same),
                        new BatchNorm(64),
                        new Relu(),
                        new MaxPool(Window.of(1, 1)),
                        convolution(64, 192, same),
                        new BatchNorm(192),
                        new Relu(),
                        new MaxPool(Window.of(3, 3).stride(1, 2)), // 11x9
                        convolution(192, 384, same),
                        new BatchNorm(384),
                        new Relu(),
                        convolution(384, 256, same),
                        new BatchNorm(256),
                        new Relu(),
                        convolution(256, 256, same),
                        new BatchNorm(256),
                        new Relu(),
                        new MaxPool(Window.of(3, 3).stride(2, 2)), // 5x4
                        convolution(256, FEATURES, Window.of(5, 4)), // 1
                        new BatchNorm(FEATURES),
                        new Relu()));
        audioHead = add("netfcaud", head());
        lipHead = add("netfclip", head());

        Window frame = Window.of(1, 3, 3).padding(0, 1, 1);
        Window halve = Window.of(1, 3, 3).stride(1, 2, 2);
        lipConvolutions = add(
                "netcnnlip",
                new Stack( // 5x224x224
                        convolution(3, 96, Window.of(5, 7, 7).stride(1, 2, 2)), // 1x109x109
                        new BatchNorm(96),
                        new Relu(),
                        new MaxPool(halve), // 54
                        convolution(96, 256, Window.of(1, 5, 5).stride(1, 2, 2).padding(0, 1, 1)), // 26
                        new BatchNorm(256),
                        new Relu(),
                        new MaxPool(halve.padding(0, 1, 1)), // 13
                        convolution(256, 256, frame),
                        new BatchNorm(256),
                        new Relu(),
                        convolution(256, 256, frame),
                        new BatchNorm(256),
                        new Relu(),
                        convolution(256, 256, frame),
                        new BatchNorm(256),
                        new Relu(),
                        new MaxPool(halve), // 6
                        convolution(256, FEATURES, Window.of(1, 6, 6)), // 1
                        new BatchNorm(FEATURES),
                        new Relu()));
    }

    private static Convolution convolution(int in, int out, Window window) {
        return new Convolution(Geometry.of(in, out, window));
    }

    private static Stack head() {
        return new Stack(
                new Linear(FEATURES, FEATURES), new BatchNorm(FEATURES), new Relu(), new Linear(FEATURES, EMBEDDING));
    }

    /**
     * Both streams; they share nothing, so their batches may differ.
     *
     * @param inputs lips (batch, 3, 5, 224, 224) in 0..255, blue first, and cepstral coefficients (batch, 1, 13, 20)
     * @return lip embeddings (batch, 1024), audio embeddings (batch, 1024)
     * @throws IllegalArgumentException when an input has another shape
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray lips = lipHead.forward(lipFeature(inputs.get(0), pass), pass);
        NDArray sound = audioHead.forward(audioFeature(inputs.get(1), pass), pass);
        return new NDList(lips, sound);
    }

    /**
     * As the first result of {@link #forward}, in evaluation mode.
     *
     * @param lips (batch, 3, 5, 224, 224) in 0..255, blue first
     * @return (batch, 1024)
     */
    public NDArray lipEmbedding(NDArray lips) {
        return lipHead.forward(lipFeature(lips), Pass.INFERENCE);
    }

    /**
     * As the second result of {@link #forward}, in evaluation mode.
     *
     * @param sound cepstral coefficients (batch, 1, 13, 20), the last axis being time
     * @return (batch, 1024)
     */
    public NDArray audioEmbedding(NDArray sound) {
        return audioHead.forward(audioFeature(sound, Pass.INFERENCE), Pass.INFERENCE);
    }

    /**
     * What the lip stream sees before its two last, fully connected layers, in evaluation mode.
     *
     * @param lips (batch, 3, 5, 224, 224) in 0..255, blue first
     * @return (batch, 512), not negative
     */
    public NDArray lipFeature(NDArray lips) {
        return lipFeature(lips, Pass.INFERENCE);
    }

    private NDArray lipFeature(NDArray lips, Pass pass) {
        return flat(lipConvolutions.forward(requireShape("lips", lips, LIPS), pass));
    }

    private NDArray audioFeature(NDArray sound, Pass pass) {
        return flat(audioConvolutions.forward(requireShape("sound", sound, SOUND), pass));
    }

    /**
     * Every five consecutive frames, as the lip stream reads them.
     *
     * @param frames (frames, 3, height, width), blue first, unsigned 8-bit, at least five
     * @return (frames - 4, 3, 5, height, width) in 0..255
     */
    public static NDArray lipWindows(NDArray frames) {
        return LIP_WINDOWS.apply(frames);
    }

    private static NDArray flat(NDArray maps) {
        return maps.reshape(-1, FEATURES);
    }

    private static NDArray requireShape(String what, NDArray input, Shape wanted) {
        Shape shape = input.getShape();
        if (shape.dimension() != wanted.dimension() + 1 || !shape.slice(1).equals(wanted)) {
            throw new IllegalArgumentException(what + " of shape " + shape + " instead of (batch, "
                    + wanted.toString().substring(1));
        }
        return input;
    }
}
