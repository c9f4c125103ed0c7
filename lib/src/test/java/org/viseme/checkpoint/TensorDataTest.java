package org.viseme.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Tensors keep their values, and conversions round once, to the nearest, ties to even. */
class TensorDataTest {
    @Property(tries = 200, seed = "1")
    void singlePrecisionSurvivesBitByBit(@ForAll @Size(max = 50) float[] values) {
        assertArrayEquals(values, TensorData.of(values, values.length).toFloats());
        assertArrayEquals(
                values,
                TensorData.of(values, values.length).as(DType.F64).as(DType.F32).toFloats());
    }

    @Property(tries = 200, seed = "1")
    void longsSurviveBitByBit(@ForAll @Size(max = 50) long[] values) {
        assertArrayEquals(values, TensorData.of(values, values.length).toLongs());
    }

    @Property(tries = 500, seed = "1")
    void bfloat16IsTheNearestNeighbour(@ForAll @FloatRange(min = -1e30f, max = 1e30f) float value) {
        TensorData rounded = TensorData.of(new float[] {value}, 1).as(DType.BF16);
        assertNearest(value, rounded.toFloats()[0], rounded.bytes().getShort(0), 16);
    }

    @Property(tries = 500, seed = "1")
    void float16IsTheNearestNeighbour(@ForAll @FloatRange(min = -60000f, max = 60000f) float value) {
        TensorData rounded = TensorData.of(new float[] {value}, 1).as(DType.F16);
        short bits = rounded.bytes().getShort(0);
        assertNearestOf(
                value,
                rounded.toFloats()[0],
                bits,
                Float.float16ToFloat((short) (bits + 1)),
                Float.float16ToFloat((short) (bits - 1)));
    }

    private static void assertNearest(float value, float rounded, short bits, int shift) {
        assertNearestOf(
                value,
                rounded,
                bits,
                Float.intBitsToFloat((bits + 1) << shift),
                Float.intBitsToFloat((bits - 1) << shift));
    }

    /** Measured exactly: no neighbour is nearer, and one as near has an odd last bit. */
    private static void assertNearestOf(float value, float rounded, short bits, float above, float below) {
        BigDecimal distance = distance(value, rounded);
        for (float neighbour : new float[] {above, below}) {
            if (Float.isFinite(neighbour)) {
                int compared = distance.compareTo(distance(value, neighbour));
                assertTrue(compared < 0 || (compared == 0 && bits % 2 == 0), value + " became " + rounded);
            }
        }
    }

    private static BigDecimal distance(float a, float b) {
        return new BigDecimal(a).subtract(new BigDecimal(b)).abs();
    }

    @Test
    void doublesAreRoundedOnceAndNotTwice() {
        // just above the middle of 1 and the next half-precision number: rounding to single first would lose the excess
        double aboveMiddle = 1 + Math.scalb(1.0, -11) + Math.scalb(1.0, -40);
        assertEquals(
                1 + Math.scalb(1f, -10),
                TensorData.of(new double[] {aboveMiddle}, 1).as(DType.F16).toFloats()[0]);
        double aboveMiddleOfBf16 = 1 + Math.scalb(1.0, -8) + Math.scalb(1.0, -40);
        assertEquals(
                1 + Math.scalb(1f, -7),
                TensorData.of(new double[] {aboveMiddleOfBf16}, 1)
                        .as(DType.BF16)
                        .toFloats()[0]);
    }

    @Test
    void specialValuesStaySpecial() {
        float[] special = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 0f, -0f, 1e38f};
        for (DType type : new DType[] {DType.F16, DType.BF16, DType.F64}) {
            float[] back = TensorData.of(special, 6).as(type).toFloats();
            for (int i = 0; i < 5; i++) {
                assertEquals(Float.floatToIntBits(special[i]), Float.floatToIntBits(back[i]), type + " " + special[i]);
            }
        }
        assertEquals(
                Float.POSITIVE_INFINITY, TensorData.of(special, 6).as(DType.F16).toFloats()[5]);
        float quiet = Float.intBitsToFloat(0x7f800001); // a NaN whose upper half alone would be infinity
        assertTrue(
                Float.isNaN(TensorData.of(new float[] {quiet}, 1).as(DType.BF16).toFloats()[0]));
    }

    @Test
    void integersAndBooleansConvert() {
        TensorData longs = TensorData.of(new long[] {-1, 0, 1, 300, Long.MAX_VALUE}, 5);
        assertArrayEquals(new long[] {1, 0, 1, 1, 1}, longs.as(DType.BOOL).toLongs());
        assertArrayEquals(new long[] {255, 0, 1, 44, 255}, longs.as(DType.U8).toLongs());
        assertArrayEquals(new long[] {-1, 0, 1, 300, -1}, longs.as(DType.I32).toLongs());
        assertArrayEquals(
                new long[] {-2, 2},
                TensorData.of(new float[] {-2.9f, 2.9f}, 2).as(DType.I16).toLongs());
        assertEquals((float) Long.MAX_VALUE, longs.as(DType.F32).toFloats()[4]);
    }

    @Test
    void equalityIsThatOfTypeShapeAndBits() {
        TensorData tensor = TensorData.of(new float[] {1, 2}, 2);
        assertEquals(tensor, TensorData.of(new float[] {1, 2}, 2));
        assertEquals(tensor.hashCode(), TensorData.of(new float[] {1, 2}, 2).hashCode());
        assertNotEquals(tensor, TensorData.of(new float[] {1, 2}, 2, 1));
        assertNotEquals(tensor, TensorData.of(new double[] {1, 2}, 2));
        assertEquals(0.5, tensor.maxDifference(TensorData.of(new double[] {1.5, 2}, 2)));
        assertEquals(Double.POSITIVE_INFINITY, tensor.maxDifference(TensorData.of(new float[] {Float.NaN, 2}, 2)));
        assertThrows(IllegalArgumentException.class, () -> tensor.maxDifference(tensor.reshaped(1, 2)));
    }

    @Test
    void shapesMustFitTheBytes() {
        assertThrows(IllegalArgumentException.class, () -> TensorData.of(new float[3], 2));
        assertThrows(IllegalArgumentException.class, () -> TensorData.of(new float[3], -3));
        assertThrows(
                ArithmeticException.class,
                () -> TensorData.wrap(DType.F32, ByteBuffer.allocate(0), 1L << 62, 4, 1L << 2));
    }

    @Test
    void theSourceArrayIsNotShared() {
        float[] values = {1, 2};
        TensorData tensor = TensorData.of(values, 2);
        values[0] = 9;
        tensor.toFloats()[1] = 9;
        tensor.shape()[0] = 9;
        assertEquals(TensorData.of(new float[] {1, 2}, 2), tensor);
        assertTrue(tensor.bytes().isReadOnly());
    }
}
