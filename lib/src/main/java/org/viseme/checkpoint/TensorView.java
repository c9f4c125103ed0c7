package org.viseme.checkpoint;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A strided view of a storage, checked when it is made: all of its elements lie inside the storage.
 *
 * @param offset the first element, counted in elements like the strides
 */
record TensorView(Storage storage, long offset, long[] shape, long[] strides) {

    TensorView {
        if (shape.length != strides.length) {
            throw new RefusedException("a tensor has " + shape.length + " sizes and " + strides.length + " strides");
        }
        try {
            checkInside(storage, offset, shape, strides);
        } catch (ArithmeticException e) {
            throw new RefusedException("a tensor's sizes or strides overflow");
        }
    }

    private static void checkInside(Storage storage, long offset, long[] shape, long[] strides) {
        long last = offset;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] < 0 || strides[i] < 0) {
                throw new RefusedException("a tensor has a negative size or stride");
            }
            last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape[i] - 1), strides[i]));
        }
        long elements = TensorData.elements(shape);
        Math.multiplyExact(elements, storage.dtype().bytes());
        if (offset < 0 || offset > storage.count() || (elements > 0 && last >= storage.count())) {
            throw new RefusedException("a tensor reaches outside its storage of " + storage.count() + " elements");
        }
    }

    long bytes() {
        return TensorData.elements(shape) * storage.dtype().bytes();
    }

    /** The tensor's values; {@code data} are the elements of the storage. Contiguous tensors share its memory. */
    TensorData read(ByteBuffer data) {
        int size = storage.dtype().bytes();
        if (TensorData.elements(shape) == 0) {
            return TensorData.wrap(storage.dtype(), ByteBuffer.allocate(0), shape);
        }
        if (isContiguous()) {
            return TensorData.wrap(
                    storage.dtype(), data.slice(Math.toIntExact(offset * size), Math.toIntExact(bytes())), shape);
        }
        if (bytes() > Integer.MAX_VALUE) {
            throw new RefusedException(
                    "a single tensor of over two gigabytes is not supported",
                    "split the tensor or use a smaller model");
        }
        ByteBuffer packed = TensorData.allocate(bytes());
        gather(data.duplicate().order(ByteOrder.LITTLE_ENDIAN), packed, 0, offset);
        return TensorData.wrap(storage.dtype(), packed.flip(), shape);
    }

    /** Row-major strides; those of sizes of one do not matter. */
    private boolean isContiguous() {
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            if (shape[i] != 1 && strides[i] != stride) {
                return false;
            }
            stride *= shape[i];
        }
        return true;
    }

    private void gather(ByteBuffer from, ByteBuffer to, int dimension, long start) {
        if (dimension == shape.length) {
            int at = (int) start * storage.dtype().bytes();
            switch (storage.dtype().bytes()) {
                case 1 -> to.put(from.get(at));
                case 2 -> to.putShort(from.getShort(at));
                case 4 -> to.putInt(from.getInt(at));
                default -> to.putLong(from.getLong(at));
            }
            return;
        }
        for (long i = 0; i < shape[dimension]; i++) {
            gather(from, to, dimension + 1, start + i * strides[dimension]);
        }
    }
}
