package org.viseme.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TorchOpsTest {
    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private NDArray numbers(long... shape) {
        float[] values = new float[(int) new Shape(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.cos(0.7 * i + 0.3);
        }
        return manager.create(values, new Shape(shape));
    }

    @Test
    void transposedConvolutionSpreadsEachInputOverTheKernel() {
        NDArray input = manager.create(new float[] {2, 3}, new Shape(1, 1, 1, 2));
        NDArray weight = manager.create(new float[] {1, 10, 100, 1000}, new Shape(1, 1, 2, 2));
        NDArray bias = manager.create(new float[] {0.5f});
        NDArray output = TorchOps.convTranspose2d(input, weight, bias, 2, 0, 0);
        assertArrayEquals(
                new float[] {2.5f, 20.5f, 3.5f, 30.5f, 200.5f, 2000.5f, 300.5f, 3000.5f}, output.toFloatArray());
    }

    @Test
    void transposedConvolutionIsDifferentiable() {
        NDArray weight = numbers(2, 3, 3, 3);
        NDArray bias = numbers(3);
        NDArray input = numbers(1, 2, 3, 3);
        Gradients.check(input, x -> TorchOps.convTranspose2d(x, weight, bias, 2, 1, 1), 2e-3);
        Gradients.check(weight, w -> TorchOps.convTranspose2d(input, w, bias, 2, 1, 1), 2e-3);
        Gradients.check(bias, b -> TorchOps.convTranspose2d(input, weight, b, 2, 1, 1), 2e-3);
    }

    @Test
    void castKeepsTheGraph() {
        NDArray input = manager.create(new float[] {1.0009765625f, 3}, new Shape(2));
        input.setRequiresGradient(true);
        try (GradientScope gradients = GradientScope.record()) {
            NDArray rounded = TorchOps.cast(TorchOps.cast(input, Precision.BF16), Precision.FP32);
            assertEquals(DataType.FLOAT32, rounded.getDataType());
            assertArrayEquals(new float[] {1, 3}, rounded.toFloatArray());
            gradients.backward(rounded.mul(rounded).sum());
        }
        assertArrayEquals(new float[] {2, 6}, input.getGradient().toFloatArray());
    }

    @Test
    void aShareOfTheGradientGoesBackThroughTheSameValues() {
        NDArray input = manager.create(new float[] {0.1f, -3}, new Shape(2));
        input.setRequiresGradient(true);
        try (GradientScope gradients = GradientScope.record()) {
            NDArray same = TorchOps.withGradient(input, 0.25);
            assertArrayEquals(input.toFloatArray(), same.toFloatArray(), 0);
            gradients.backward(same.mul(same).sum());
        }
        assertArrayEquals(new float[] {0.05f, -1.5f}, input.getGradient().toFloatArray(), 1e-7f);
    }

    @Test
    void rollBringsTheEndToTheBeginning() {
        NDArray input = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
        assertArrayEquals(
                new float[] {6, 4, 5, 3, 1, 2},
                TorchOps.roll(input, new long[] {1, 1}, new long[] {0, 1}).toFloatArray());
        Gradients.check(numbers(2, 3), x -> TorchOps.roll(x, new long[] {1}, new long[] {1}), 1e-3);
    }

    @Test
    void fourierTransformIsOrthonormalAndInverts() {
        NDArray input = numbers(2, 4, 6);
        NDArray spectrum = TorchOps.rfft2(input);
        assertEquals(new Shape(2, 4, 4, 2), spectrum.getShape());
        // the constant term of an orthonormal transform is the sum over the root of the count
        assertEquals(input.get(0).sum().getFloat() / Math.sqrt(24), spectrum.getFloat(0, 0, 0, 0), 1e-5);
        assertArrayEquals(input.toFloatArray(), TorchOps.irfft2(spectrum, 4, 6).toFloatArray(), 1e-5f);
        Gradients.check(input, TorchOps::rfft2, 2e-3);
        Gradients.check(numbers(1, 4, 3, 2), x -> TorchOps.irfft2(x, 4, 4), 2e-3);
    }

    @Test
    void attentionIsTheWeightedMeanOfValues() {
        NDArray query = numbers(1, 1, 2, 3);
        NDArray key = numbers(1, 1, 4, 3).mul(2);
        NDArray value = numbers(1, 1, 4, 3).add(1);
        NDArray weights = query.matMul(key.swapAxes(2, 3))
                .div(Math.sqrt(3))
                .toType(DataType.FLOAT32, false)
                .softmax(-1);
        assertArrayEquals(
                weights.matMul(value).toFloatArray(),
                TorchOps.scaledDotProductAttention(query, key, value).toFloatArray(),
                1e-5f);
        Gradients.check(query, q -> TorchOps.scaledDotProductAttention(q, key, value), 2e-3);
    }

    @Test
    void channelsLastChangesTheLayoutAndNotTheValues() {
        NDArray input = numbers(2, 3, 4, 5);
        NDArray last = TorchOps.channelsLast(input);
        assertFalse(TorchOps.isChannelsLast(input));
        assertTrue(TorchOps.isChannelsLast(last));
        assertArrayEquals(input.toFloatArray(), last.toFloatArray());
        Gradients.check(numbers(1, 2, 2, 2), TorchOps::channelsLast, 1e-3);
    }

    @Test
    void aCopySharesNothingWithItsSource() {
        NDArray source = manager.create(new float[] {1, 2});
        NDArray copy = TorchOps.copy(source);
        copy.muli(5);
        assertArrayEquals(new float[] {1, 2}, source.toFloatArray());
    }

    @Test
    void aSingleValueThatIsNotFiniteIsFound() {
        NDArray large = numbers(3, 40).mul(1e30f);
        NDArray half = TorchOps.cast(numbers(5), Precision.BF16);
        assertTrue(TorchOps.isFinite(List.of()));
        assertTrue(TorchOps.isFinite(List.of(numbers(2), large, manager.create(0f), half)));
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            float[] values = large.toFloatArray();
            values[77] = bad;
            assertFalse(TorchOps.isFinite(List.of(numbers(2), manager.create(values), half)));
        }
    }

    @Test
    void manyThreadsMayCompileAndCallTheSameFunction() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<float[]>> calls = IntStream.range(0, 64)
                    .<Callable<float[]>>mapToObj(i -> () -> {
                        try (NDManager own = manager.newSubManager()) {
                            NDArray x = own.create(new float[] {i, i + 1, i + 2});
                            return TorchOps.roll(x, new long[] {1 + i % 2}, new long[] {0})
                                    .toFloatArray();
                        }
                    })
                    .toList();
            List<Future<float[]>> results = threads.invokeAll(calls);
            for (int i = 0; i < results.size(); i++) {
                float[] expected = i % 2 == 0 ? new float[] {i + 2, i, i + 1} : new float[] {i + 1, i + 2, i};
                assertArrayEquals(expected, results.get(i).get());
            }
        }
    }

    @Test
    void aTextThatDoesNotCompileIsShown() {
        IllegalArgumentException problem = assertThrows(
                IllegalArgumentException.class, () -> TorchScript.of(List.of("x"), "return torch.no_such_thing(x)"));
        assertTrue(problem.getMessage().contains("torch.no_such_thing(x)"));
    }

    @Test
    void weightedSumAndItsGradients() {
        NDArray a = manager.create(new float[] {1, 2});
        NDArray b = manager.create(new float[] {10, 20});
        a.setRequiresGradient(true);
        b.setRequiresGradient(true);
        try (GradientScope gradients = GradientScope.record()) {
            NDArray sum = TorchOps.weightedSum(List.of(a, b), List.of(0.5, -1e-4));
            assertArrayEquals(new float[] {0.499f, 0.998f}, sum.toFloatArray(), 1e-6f);
            gradients.backward(TorchOps.scale(sum.sum(), 2));
        }
        assertArrayEquals(new float[] {1, 1}, a.getGradient().toFloatArray(), 0);
        assertArrayEquals(new float[] {-2e-4f, -2e-4f}, b.getGradient().toFloatArray(), 1e-9f);
    }

    @Test
    void reorderingKeepsValuesAndHolders() {
        NDArray array = numbers(2, 3, 4, 5);
        array.setRequiresGradient(true);
        float[] values = array.toFloatArray();
        TorchOps.reorder(array, MemoryFormat.CHANNELS_LAST);
        assertTrue(TorchOps.isChannelsLast(array));
        assertArrayEquals(values, array.toFloatArray());
        try (GradientScope gradients = GradientScope.record()) {
            gradients.backward(array.mul(array).sum());
        }
        assertTrue(TorchOps.isChannelsLast(array.getGradient()));
        assertArrayEquals(array.mul(2).toFloatArray(), array.getGradient().toFloatArray());
        TorchOps.reorder(array, MemoryFormat.CONTIGUOUS);
        assertFalse(TorchOps.isChannelsLast(array));
        assertArrayEquals(values, array.toFloatArray());
    }

    @Test
    void whatIsSentArrivesAsItWas() {
        float[] values = {1, -2, 3};
        NDArray sent = Torch.send(manager, FloatBuffer.wrap(values), new Shape(3), DataType.FLOAT32);
        assertArrayEquals(values, sent.toFloatArray());
        NDArray bytes = manager.create(ByteBuffer.wrap(new byte[] {0, 1, -1}), new Shape(3), DataType.UINT8);
        NDArray copy = Torch.transfer("x", "cpu", DataType.UINT8).apply(bytes);
        assertArrayEquals(new int[] {0, 1, 255}, copy.toUint8Array());
        bytes.close();
        assertArrayEquals(new int[] {0, 1, 255}, copy.toUint8Array());
    }

    @Test
    void theWayToAGpuCompilesWithoutOne() {
        Torch.transfer("torch.pin_memory(x)", "cuda:1", DataType.FLOAT32);
    }
}
