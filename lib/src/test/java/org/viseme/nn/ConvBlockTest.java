package org.viseme.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Gradients;
import org.viseme.torch.MemoryFormat;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

class ConvBlockTest {
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray numbers(long... shape) {
        float[] values = new float[(int) new Shape(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(0.9 * i + 0.2);
        }
        return manager.create(values, new Shape(shape));
    }

    private static NDArray run(Layer layer, NDArray input, Pass pass) {
        return layer.forward(new NDList(input), pass).singletonOrThrow();
    }

    @Test
    void namesAreThePublishedOnes() {
        assertEquals(
                List.of(
                        "conv_block.0.weight",
                        "conv_block.0.bias",
                        "conv_block.1.weight",
                        "conv_block.1.bias",
                        "conv_block.1.running_mean",
                        "conv_block.1.running_var",
                        "conv_block.1.num_batches_tracked"),
                List.copyOf(ConvBlock.residual(2).stateShapes().keySet()));
    }

    @Test
    void theFusedLayerIsItsPartsOneAfterTheOther() {
        ConvBlock block = ConvBlock.residual(2);
        block.initialize(manager, 3);
        NDArray input = numbers(2, 2, 4, 4);
        NDArray weight = block.state().get("conv_block.0.weight");
        NDArray bias = block.state().get("conv_block.0.bias");
        NDArray convolved = ai.djl.nn.convolutional.Conv2d.conv2d(input, weight, bias, new Shape(1, 1), new Shape(1, 1))
                .singletonOrThrow();
        NDArray expected =
                convolved.mul(1 / (float) Math.sqrt(1 + 1e-5)).add(input).maximum(0);
        assertArrayEquals(
                expected.toFloatArray(), run(block, input, Pass.INFERENCE).toFloatArray(), 1e-5f);
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        // no kinks near the values: leaky slopes and batch statistics are smooth except at zero
        ConvBlock block = ConvBlock.withoutNorm(Geometry.of(2, 3, 3, 2, 1));
        block.initialize(manager, 4);
        Gradients.check(numbers(1, 2, 5, 5), x -> run(block, x, Pass.INFERENCE), 2e-2);
    }

    @Test
    void foldedBlocksGiveTheSameNumbers() {
        for (ConvBlock block : List.of(
                ConvBlock.of(Geometry.of(3, 4, 3, 2, 1)),
                ConvBlock.residual(3),
                ConvBlock.of(Geometry.transposed(3, 5, 3, 2, 1, 1)))) {
            block.initialize(manager, 5);
            NDArray input = numbers(3, 3, 6, 6);
            run(block, input.mul(2).add(1), Pass.TRAINING);
            float[] before = run(block, input, Pass.INFERENCE).toFloatArray();
            try (GradientScope off = GradientScope.off()) {
                block.foldForInference();
                assertArrayEquals(before, run(block, input, Pass.INFERENCE).toFloatArray(), 1e-4f);
            }
        }
    }

    @Test
    void halfPrecisionStaysCloseAndItsGradientsAreFullPrecision() {
        ConvBlock block = ConvBlock.of(Geometry.of(3, 4, 3, 1, 1));
        block.initialize(manager, 6);
        NDArray input = numbers(2, 3, 5, 5);
        Pass half = Pass.INFERENCE.withPrecision(Precision.BF16);
        float[] full = run(block, input, Pass.INFERENCE).toFloatArray();
        try (GradientScope gradients = GradientScope.record()) {
            NDArray output = run(block, input, half);
            gradients.backward(output.sum());
            assertArrayEquals(
                    full, org.viseme.torch.TorchOps.cast(output, Precision.FP32).toFloatArray(), 0.02f);
        }
        NDArray gradient = block.state().get("conv_block.0.weight").getGradient();
        assertEquals(ai.djl.ndarray.types.DataType.FLOAT32, gradient.getDataType());
    }

    @Test
    void sequencesAreFlattenedTimeMajor() {
        NDArray sequences = manager.arange(2 * 3 * 4).reshape(2, 3, 4);
        NDArray frames = Sequences.flatten(sequences, 1);
        assertArrayEquals(sequences.get(1).get(0).toIntArray(), frames.get(1).toIntArray());
        NDArray pictures = numbers(2, 3, 4, 5, 6);
        NDArray round = Sequences.unflatten(Sequences.flatten(pictures, 2), 2);
        assertArrayEquals(pictures.toFloatArray(), round.toFloatArray());
    }

    @Test
    void channelsInnermostGiveTheSameValuesAndGradients() {
        for (Geometry geometry : List.of(Geometry.of(4, 6, 3, 2, 1), Geometry.transposed(4, 6, 3, 2, 1, 1))) {
            float[][] outcomes = new float[6][];
            int i = 0;
            for (MemoryFormat format : MemoryFormat.values()) {
                NDArray input = numbers(2, 4, 6, 5);
                input.setRequiresGradient(true);
                ConvBlock block = ConvBlock.of(geometry);
                block.initialize(manager, 3);
                block.setMemoryFormat(format);
                NDArray weight = block.weights().get("conv_block.0.weight");
                try (GradientScope gradients = GradientScope.record()) {
                    NDArray output = run(block, input, Pass.TRAINING);
                    assertEquals(format == MemoryFormat.CHANNELS_LAST, TorchOps.isChannelsLast(output));
                    gradients.backward(output.mul(output).sum());
                    outcomes[i++] = output.toFloatArray();
                }
                outcomes[i++] = weight.getGradient().toFloatArray();
                outcomes[i++] = input.getGradient().toFloatArray();
            }
            assertArrayEquals(outcomes[0], outcomes[3], 1e-5f, geometry.toString());
            assertArrayEquals(outcomes[1], outcomes[4], 1e-3f, geometry.toString());
            assertArrayEquals(outcomes[2], outcomes[5], 1e-3f, geometry.toString());
        }
    }
}
