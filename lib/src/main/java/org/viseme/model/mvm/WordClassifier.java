package org.viseme.model.mvm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import org.viseme.nn.BatchNorm;
import org.viseme.nn.Convolution;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.Dropout;
import org.viseme.nn.Layer;
import org.viseme.nn.LayerNorm;
import org.viseme.nn.Linear;
import org.viseme.nn.MaxPool;
import org.viseme.nn.Pass;
import org.viseme.nn.Prelu;
import org.viseme.nn.Stack;
import org.viseme.nn.TemporalConvolution;
import org.viseme.nn.Window;
import org.viseme.torch.TorchOps;
import org.viseme.torch.TorchScript;

/**
 * Tells words apart by the lips alone (Kim et al. 2022): a residual network looks at each frame, convolutions over time
 * in branches of three kernels (Martinez et al., "Lipreading using temporal convolutional networks", 2020) at the
 * frames together, and a {@link VisualAudioMemory} before each but the last adds the sound that it recalls.
 *
 * <p>The authors save three networks; their names here begin with {@code v_front}, {@code mem} and {@code tcn}. Unlike
 * theirs, the norms of the branches do not count zeros beyond the ends of a clip among their statistics.
 */
public final class WordClassifier extends Layer {
    private static final int STAGES = 4;
    private static final double FORGOTTEN_MAPS = 0.4;
    private static final double FORGOTTEN_FEATURES = 0.2;
    private static final TorchScript FRAMES =
            TorchScript.of(List.of("x"), "return torch.flatten(torch.transpose(x, 1, 2), 0, 1)");
    private static final TorchScript CHANNELS_FIRST = TorchScript.of(List.of("x"), "return torch.transpose(x, 1, 2)");
    private static final TorchScript TIME_MEAN = TorchScript.of(List.of("x"), "return torch.mean(x, [1])");

    private final WordClassifierConfig config;
    private final Stack frontend;
    private final List<Residual> stages = new ArrayList<>();
    private final BatchNorm mapNorm;
    private final Dropout mapDropout = new Dropout(FORGOTTEN_MAPS);
    private final Linear condense;
    private final LayerNorm frameNorm;
    private final VisualAudioMemory firstMemory;
    private final List<Branches> convolutions = new ArrayList<>();
    private final List<VisualAudioMemory> memories = new ArrayList<>();
    private final Linear output;

    /**
     * What is learnt of lips with their sound; each a scalar or (batch, words), to be normalised by a softmax.
     *
     * @param recalled words by the lips and what they recall
     * @param told words by the lips and what the memories make of the sound
     * @param reconstruction sum over the memories, see {@link VisualAudioMemory.Lesson#reconstruction}
     * @param contrast the same of {@link VisualAudioMemory.Lesson#contrast}
     */
    public record Lesson(NDArray recalled, NDArray told, NDArray reconstruction, NDArray contrast) {}

    /**
     * Norm, convolution, norm, rectifier, convolution, norm; the input is added, through a product where it changes.
     */
    private static final class Residual extends Layer {
        private final Stack straight;
        private final Stack shortcut;

        Residual(int in, int out, int stride, boolean same) {
            straight = add(
                    "res_layer",
                    new Stack(
                            new BatchNorm(in),
                            Convolution.withoutBias(Geometry.of(in, out, 3, 1, 1)),
                            new BatchNorm(out),
                            new Prelu(out),
                            Convolution.withoutBias(Geometry.of(out, out, 3, stride, 1)),
                            new BatchNorm(out)));
            shortcut = same
                    ? null
                    : add(
                            "shortcut_layer",
                            new Stack(Convolution.withoutBias(Geometry.of(in, out, 1, stride, 0)), new BatchNorm(out)));
        }

        @Override
        public NDList forward(NDList inputs, Pass pass) {
            NDArray x = inputs.singletonOrThrow();
            NDArray kept = shortcut == null ? x : shortcut.forward(x, pass);
            return new NDList(kept.add(straight.forward(x, pass)));
        }
    }

    /** Twice a convolution in branches of different kernels; the input is added through a product. */
    private static final class Branches extends Layer {
        private final List<Branch> first = new ArrayList<>();
        private final List<Branch> second = new ArrayList<>();
        private final TemporalConvolution shortcut;
        private final Prelu last;
        private final Dropout dropout = new Dropout(FORGOTTEN_FEATURES);

        private static final class Branch extends Layer {
            private final TemporalConvolution convolution;
            private final BatchNorm norm;
            private final Prelu rectifier;

            Branch(int in, int out, int kernel, int dilation) {
                convolution = add("conv", new TemporalConvolution(in, out, kernel, dilation));
                norm = add("batchnorm", new BatchNorm(out));
                rectifier = add("non_lin", new Prelu(out));
            }

            @Override
            public NDList forward(NDList inputs, Pass pass) {
                return rectifier.forward(norm.forward(convolution.forward(inputs, pass), pass), pass);
            }
        }

        Branches(int in, int branch, int dilation) {
            List<Integer> kernels = WordClassifierConfig.KERNELS;
            int wide = kernels.size() * branch;
            for (int i = 0; i < kernels.size(); i++) {
                first.add(add("cbcr0_" + i, new Branch(in, branch, kernels.get(i), dilation)));
            }
            for (int i = 0; i < kernels.size(); i++) {
                second.add(add("cbcr1_" + i, new Branch(wide, branch, kernels.get(i), dilation)));
            }
            shortcut = add("downsample", new TemporalConvolution(in, wide, 1, 1));
            last = add("relu_final", new Prelu(wide));
        }

        @Override
        public NDList forward(NDList inputs, Pass pass) {
            NDArray seen = beside(second, beside(first, inputs, pass), pass).singletonOrThrow();
            NDArray kept = shortcut.forward(inputs, pass).singletonOrThrow();
            return last.forward(new NDList(seen.add(kept)), pass);
        }

        private NDList beside(List<Branch> branches, NDList inputs, Pass pass) {
            NDList parts = new NDList();
            branches.forEach(branch -> parts.add(branch.forward(inputs, pass).singletonOrThrow()));
            return dropout.forward(new NDList(NDArrays.concat(parts, 1)), pass);
        }
    }

    public WordClassifier(WordClassifierConfig config) {
        this.config = config;
        int c = config.channels();
        frontend = add(
                "v_front.frontend",
                new Stack(
                        Convolution.withoutBias(Geometry.of(
                                1, c, Window.of(5, 7, 7).stride(1, 2, 2).padding(2, 3, 3))),
                        new BatchNorm(c),
                        new Prelu(c),
                        new MaxPool(Window.of(1, 3, 3).stride(1, 2, 2).padding(0, 1, 1))));
        int in = c;
        for (int stage = 0; stage < STAGES; stage++) {
            int out = c << stage;
            String name = "v_front.resnet.layer" + (stage + 1) + ".";
            stages.add(add(name + 0, new Residual(in, out, stage == 0 ? 1 : 2, false)));
            stages.add(add(name + 1, new Residual(out, out, 1, true)));
            in = out;
        }
        int features = config.features();
        mapNorm = add("v_front.resnet.out_layer.0", new BatchNorm(features));
        condense = add(
                "v_front.resnet.out_layer.3", new Linear(features * config.condensed() * config.condensed(), features));
        frameNorm = add("v_front.resnet.out_layer.4", new LayerNorm(features));
        firstMemory = add("mem", new VisualAudioMemory(config, features));
        String temporal = "tcn.tcn.mb_ms_tcn.";
        for (int i = 0; i < STAGES; i++) {
            int width = i == 0 ? features : config.wide();
            convolutions.add(add(temporal + "layer" + (i + 1), new Branches(width, config.branch(), 1 << i)));
            if (i < STAGES - 1) {
                memories.add(add(temporal + "mem" + (i + 1), new VisualAudioMemory(config, config.wide())));
            }
        }
        output = add("tcn.tcn.tcn_output", new Linear(config.wide(), config.words()));
    }

    public WordClassifierConfig config() {
        return config;
    }

    /**
     * @param inputs grey mouths (batch, 1, frames, size, size), normalised
     * @return how well each word fits (batch, words), to be normalised by a softmax
     * @throws IllegalArgumentException when the input has another shape
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return new NDList(words(frames(inputs.singletonOrThrow(), pass), recalling(pass), pass));
    }

    /**
     * The way of learning (section 3): once with the sound that the lips recall, which is how words are told later, and
     * once with the sound itself, which teaches the memories.
     *
     * @param video grey mouths (batch, 1, frames, size, size), normalised
     * @param sound of the same frames (batch, frames, 8 * channels), see {@link SoundFrontEnd}; gets no gradient
     */
    public Lesson learn(NDArray video, NDArray sound, Pass pass) {
        NDArray seen = frames(video, pass);
        List<NDArray> reconstructions = new ArrayList<>();
        List<NDArray> contrasts = new ArrayList<>();
        NDArray told = words(
                seen,
                (memory, lips) -> {
                    VisualAudioMemory.Lesson lesson = memory.learn(lips, sound, pass);
                    reconstructions.add(lesson.reconstruction());
                    contrasts.add(lesson.contrast());
                    return lesson.fused();
                },
                pass);
        List<Double> all = Collections.nCopies(reconstructions.size(), 1.0);
        return new Lesson(
                words(seen, recalling(pass), pass),
                told,
                TorchOps.weightedSum(reconstructions, all),
                TorchOps.weightedSum(contrasts, all));
    }

    /** @param remember lips with a sound, by each memory */
    private NDArray words(NDArray frames, BiFunction<VisualAudioMemory, NDArray, NDArray> remember, Pass pass) {
        NDArray flow = remember.apply(firstMemory, frames);
        for (int i = 0; i < memories.size(); i++) {
            flow = remember.apply(memories.get(i), seen(convolutions.get(i), flow, pass));
        }
        NDArray last = seen(convolutions.getLast(), flow, pass);
        return output.forward(new NDList(TIME_MEAN.apply(last)), pass).singletonOrThrow();
    }

    private static BiFunction<VisualAudioMemory, NDArray, NDArray> recalling(Pass pass) {
        return (memory, lips) -> memory.forward(new NDList(lips), pass).singletonOrThrow();
    }

    /** (batch, time, width) to the same. */
    private static NDArray seen(Branches branches, NDArray flow, Pass pass) {
        NDList channelsFirst = new NDList(CHANNELS_FIRST.apply(flow));
        return CHANNELS_FIRST.apply(branches.forward(channelsFirst, pass).singletonOrThrow());
    }

    /** What is seen, frame by frame: (batch, frames, 8 * channels). */
    public NDArray frames(NDArray video, Pass pass) {
        Shape shape = video.getShape();
        int size = config.pictureSize();
        if (shape.dimension() != 5 || shape.get(1) != 1 || shape.get(3) != size || shape.get(4) != size) {
            throw new IllegalArgumentException(
                    "WordClassifier: a video of shape %s instead of (batch, 1, frames, %d, %d)"
                            .formatted(shape, size, size));
        }
        NDList maps = new NDList(FRAMES.apply(frontend.forward(video, pass)));
        for (Residual stage : stages) {
            maps = stage.forward(maps, pass);
        }
        NDArray last = mapDropout.forward(mapNorm.forward(maps, pass), pass).singletonOrThrow();
        NDList flat = new NDList(last.reshape(last.getShape().get(0), -1));
        return frameNorm
                .forward(condense.forward(flat, pass), pass)
                .singletonOrThrow()
                .reshape(shape.get(0), -1, config.features());
    }
}
