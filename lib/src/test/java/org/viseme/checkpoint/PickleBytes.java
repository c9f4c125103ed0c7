package org.viseme.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Pickles made instruction by instruction, so that tests can make any, also those that no Python would write. */
public final class PickleBytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A pickle of protocol 2. */
    public static PickleBytes pickle() {
        return new PickleBytes().op(0x80, 2);
    }

    public PickleBytes op(int... codes) {
        for (int code : codes) {
            out.write(code);
        }
        return this;
    }

    public PickleBytes op(String codes) {
        return raw(codes.getBytes(StandardCharsets.ISO_8859_1));
    }

    public PickleBytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public PickleBytes i32(int value) {
        return raw(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    public PickleBytes i64(long value) {
        return raw(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    public PickleBytes text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return op("X").i32(utf8.length).raw(utf8);
    }

    public PickleBytes integer(long value) {
        return op(0x8a, 8).i64(value);
    }

    public PickleBytes tuple(long... values) {
        op("(");
        for (long value : values) {
            integer(value);
        }
        return op("t");
    }

    public PickleBytes global(String module, String name) {
        return op("c" + module + "\n" + name + "\n");
    }

    public PickleBytes emptyOrderedDict() {
        return global("collections", "OrderedDict").op(")R");
    }

    public PickleBytes storage(String storageClass, String key, long count) {
        return op("(").text("storage")
                .global("torch", storageClass)
                .text(key)
                .text("cpu")
                .integer(count)
                .op("tQ");
    }

    /** A tensor of {@code torch._utils._rebuild_tensor_v2} over a storage. */
    public PickleBytes tensor(String storageClass, String key, long count, long offset, long[] shape, long[] strides) {
        return global("torch._utils", "_rebuild_tensor_v2")
                .op("(")
                .storage(storageClass, key, count)
                .integer(offset)
                .tuple(shape)
                .tuple(strides)
                .op(0x89)
                .emptyOrderedDict()
                .op("tR");
    }

    /** A contiguous vector that is the whole of a storage of floats. */
    public PickleBytes vector(String key, long count) {
        return tensor("FloatStorage", key, count, 0, new long[] {count}, new long[] {1});
    }

    public byte[] stop() {
        return op(".").bytes();
    }

    public byte[] bytes() {
        return out.toByteArray();
    }
}
