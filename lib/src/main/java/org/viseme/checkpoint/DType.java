package org.viseme.checkpoint;

import java.util.Locale;
import java.util.Optional;

/** Element types that safetensors and published PyTorch files share; the constants bear the safetensors names. */
public enum DType {
    /** IEEE 754 half precision. */
    F16(2, "HalfStorage", "float16"),
    /** The upper half of a single precision number. */
    BF16(2, "BFloat16Storage", "bfloat16"),
    F32(4, "FloatStorage", "float32"),
    F64(8, "DoubleStorage", "float64"),
    U8(1, "ByteStorage", "uint8"),
    I8(1, "CharStorage", "int8"),
    I16(2, "ShortStorage", "int16"),
    I32(4, "IntStorage", "int32"),
    I64(8, "LongStorage", "int64"),
    /** One byte an element, 0 or 1. */
    BOOL(1, "BoolStorage", "bool");

    private final int bytes;
    private final String storageClass;
    private final String torchName;

    DType(int bytes, String storageClass, String torchName) {
        this.bytes = bytes;
        this.storageClass = storageClass;
        this.torchName = torchName;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether this is a floating-point type. */
    public boolean isFloating() {
        return this == F16 || this == BF16 || this == F32 || this == F64;
    }

    /** The class in PyTorch's module {@code torch} whose storages hold this type. */
    String storageClass() {
        return storageClass;
    }

    /** The name of the type in PyTorch's module {@code torch}. */
    String torchName() {
        return torchName;
    }

    /** The type with a safetensors name, if it is one of these. */
    static Optional<DType> named(String name) {
        for (DType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
