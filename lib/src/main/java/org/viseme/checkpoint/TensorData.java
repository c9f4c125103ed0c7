package org.viseme.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The values of one tensor outside any engine: a type, a shape and the elements in row-major order, little-endian.
 * Immutable; the bytes may lie in a mapped file, so that opening a large checkpoint costs no heap.
 */
public final class TensorData {
    private final DType dtype;
    private final long[] shape;
    private final ByteBuffer data;

    private TensorData(DType dtype, long[] shape, ByteBuffer data) {
        this.dtype = dtype;
        this.shape = shape;
        this.data = data;
    }

    /**
     * A tensor over the remaining bytes of a buffer, which is not copied and must not change afterwards.
     *
     * @throws IllegalArgumentException when the buffer's length is not that of the shape and type
     */
    public static TensorData wrap(DType dtype, ByteBuffer data, long... shape) {
        long expected = Math.multiplyExact(elements(shape), dtype.bytes());
        if (data.remaining() != expected) {
            throw new IllegalArgumentException(
                    data.remaining() + " bytes given, " + expected + " needed for " + dtype + Arrays.toString(shape));
        }
        return new TensorData(dtype, shape.clone(), data.slice().asReadOnlyBuffer());
    }

    /** Single-precision values; a shape without sizes makes a scalar. */
    public static TensorData of(float[] values, long... shape) {
        ByteBuffer bytes = allocate((long) values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return wrap(DType.F32, bytes, shape);
    }

    /** Double-precision values. */
    public static TensorData of(double[] values, long... shape) {
        ByteBuffer bytes = allocate((long) values.length * Double.BYTES);
        bytes.asDoubleBuffer().put(values);
        return wrap(DType.F64, bytes, shape);
    }

    /** 64-bit integers. */
    public static TensorData of(long[] values, long... shape) {
        ByteBuffer bytes = allocate((long) values.length * Long.BYTES);
        bytes.asLongBuffer().put(values);
        return wrap(DType.I64, bytes, shape);
    }

    /** The type of the elements. */
    public DType dtype() {
        return dtype;
    }

    /** The sizes, outermost first; empty for a scalar. */
    public long[] shape() {
        return shape.clone();
    }

    /** The number of elements. */
    public long elements() {
        return data.capacity() / dtype.bytes();
    }

    /** All elements as little-endian bytes, read-only. */
    public ByteBuffer bytes() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The elements as single-precision numbers, row-major; integers and doubles are rounded, booleans become 0 and 1. */
    public float[] toFloats() {
        float[] values = new float[Math.toIntExact(elements())];
        ByteBuffer bytes = bytes();
        if (dtype == DType.F32) {
            bytes.asFloatBuffer().get(values);
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (dtype) {
                case F16 -> Float.float16ToFloat(bytes.getShort(2 * i));
                case BF16 -> Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
                case I64 -> (float) bytes.getLong(8 * i);
                default -> (float) doubleAt(bytes, i);
            };
        }
        return values;
    }

    /** The elements as double-precision numbers, row-major. */
    public double[] toDoubles() {
        double[] values = new double[Math.toIntExact(elements())];
        ByteBuffer bytes = bytes();
        for (int i = 0; i < values.length; i++) {
            values[i] = doubleAt(bytes, i);
        }
        return values;
    }

    /** The elements as 64-bit integers, row-major; fractions are cut off. */
    public long[] toLongs() {
        long[] values = new long[Math.toIntExact(elements())];
        ByteBuffer bytes = bytes();
        for (int i = 0; i < values.length; i++) {
            values[i] = dtype == DType.I64 ? bytes.getLong(8 * i) : (long) doubleAt(bytes, i);
        }
        return values;
    }

    /**
     * The same values as another type. To F16 and BF16 values are rounded to the nearest, ties to even; values beyond
     * the range become infinite. To integers fractions are cut off and the lowest bits are kept; to BOOL everything but
     * zero is true.
     */
    public TensorData as(DType type) {
        if (type == dtype) {
            return this;
        }
        int count = Math.toIntExact(elements());
        ByteBuffer from = bytes();
        ByteBuffer to = allocate((long) count * type.bytes());
        if (dtype == DType.F32 && type == DType.F16) {
            for (int i = 0; i < count; i++) {
                to.putShort(2 * i, Float.floatToFloat16(from.getFloat(4 * i)));
            }
        } else if (type == DType.F32) {
            to.asFloatBuffer().put(toFloats());
        } else if (dtype.isFloating() || type.isFloating()) {
            for (int i = 0; i < count; i++) {
                put(
                        to,
                        type,
                        i,
                        doubleAt(from, i),
                        dtype == DType.I64 ? from.getLong(8 * i) : (long) doubleAt(from, i));
            }
        } else {
            long[] values = toLongs();
            for (int i = 0; i < count; i++) {
                put(to, type, i, values[i], values[i]);
            }
        }
        return wrap(type, to, shape);
    }

    /** The same elements under another shape of equally many. */
    public TensorData reshaped(long... newShape) {
        return wrap(dtype, bytes(), newShape);
    }

    /** The largest absolute difference of two tensors of one shape; infinite when NaN meets a number. */
    public double maxDifference(TensorData other) {
        if (!Arrays.equals(shape, other.shape)) {
            throw new IllegalArgumentException(
                    "shapes differ: " + Arrays.toString(shape) + " and " + Arrays.toString(other.shape));
        }
        ByteBuffer mine = bytes();
        ByteBuffer theirs = other.bytes();
        double largest = 0;
        for (int i = 0; i < elements(); i++) {
            double a = doubleAt(mine, i);
            double b = other.doubleAt(theirs, i);
            boolean same = a == b || (Double.isNaN(a) && Double.isNaN(b));
            double difference = same ? 0 : Math.abs(a - b);
            largest = Math.max(largest, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
        }
        return largest;
    }

    /** Equal type, shape and bits. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TensorData that
                && dtype == that.dtype
                && Arrays.equals(shape, that.shape)
                && data.equals(that.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * dtype.hashCode() + Arrays.hashCode(shape)) + data.hashCode();
    }

    /** Type and shape, such as {@code f32[64, 3, 7, 7]}. */
    @Override
    public String toString() {
        return dtype + Arrays.toString(shape);
    }

    /** The product of sizes; 1 for a scalar. */
    static long elements(long[] shape) {
        long product = 1;
        boolean empty = false;
        for (long size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("negative size in " + Arrays.toString(shape));
            }
            empty |= size == 0;
            product = Math.multiplyExact(product, Math.max(1, size));
        }
        return empty ? 0 : product;
    }

    static ByteBuffer allocate(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private double doubleAt(ByteBuffer bytes, int i) {
        return switch (dtype) {
            case F16 -> Float.float16ToFloat(bytes.getShort(2 * i));
            case BF16 -> Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
            case F32 -> bytes.getFloat(4 * i);
            case F64 -> bytes.getDouble(8 * i);
            case U8 -> bytes.get(i) & 0xff;
            case I8 -> bytes.get(i);
            case I16 -> bytes.getShort(2 * i);
            case I32 -> bytes.getInt(4 * i);
            case I64 -> bytes.getLong(8 * i);
            case BOOL -> bytes.get(i) == 0 ? 0 : 1;
        };
    }

    private static void put(ByteBuffer to, DType type, int i, double value, long integer) {
        switch (type) {
            case F16 -> to.putShort(2 * i, Halves.toF16(value));
            case BF16 -> to.putShort(2 * i, Halves.toBf16(value));
            case F32 -> to.putFloat(4 * i, (float) value);
            case F64 -> to.putDouble(8 * i, value);
            case U8, I8 -> to.put(i, (byte) integer);
            case I16 -> to.putShort(2 * i, (short) integer);
            case I32 -> to.putInt(4 * i, (int) integer);
            case I64 -> to.putLong(8 * i, integer);
            case BOOL -> to.put(i, (byte) (value == 0 ? 0 : 1));
        }
    }
}
