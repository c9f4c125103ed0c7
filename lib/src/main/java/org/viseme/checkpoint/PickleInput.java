package org.viseme.checkpoint;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The operands of a pickle's instructions; a declared length is compared with what is left before anything is made. */
final class PickleInput {
    private static final int LONGEST_NAME = 1000;
    private final ByteBuffer bytes;
    private final PickleLimits limits;

    PickleInput(ByteBuffer bytes, PickleLimits limits) {
        this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.limits = limits;
    }

    int position() {
        return bytes.position();
    }

    int remaining() {
        return bytes.remaining();
    }

    int u8() {
        need(1);
        return bytes.get() & 0xff;
    }

    int u16() {
        need(2);
        return bytes.getShort() & 0xffff;
    }

    int i32() {
        need(4);
        return bytes.getInt();
    }

    long u32() {
        return i32() & 0xffffffffL;
    }

    /** An unsigned 64-bit length; one with the highest bit set comes out negative and is refused by its use. */
    long u64() {
        need(8);
        return bytes.getLong();
    }

    /** Floating-point operands are the only big-endian ones. */
    double bigEndianDouble() {
        need(8);
        return Double.longBitsToDouble(Long.reverseBytes(bytes.getLong()));
    }

    /** A little-endian two's complement integer: a Long where it fits, otherwise a BigInteger. */
    Object integer(long length) {
        if (length < 0 || length > limits.integerBytes()) {
            throw new RefusedException("its pickle has an integer of " + length + " bytes");
        }
        byte[] little = raw(length);
        byte[] big = new byte[little.length];
        for (int i = 0; i < little.length; i++) {
            big[i] = little[little.length - 1 - i];
        }
        BigInteger value = big.length == 0 ? BigInteger.ZERO : new BigInteger(big);
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    String utf8(long length) {
        byte[] raw = raw(length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException("its pickle has a text that is not UTF-8");
        }
    }

    /** A Python 2 string, which is a run of bytes: UTF-8 where it is valid, otherwise one character a byte. */
    String byteString(long length) {
        byte[] raw = raw(length);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(raw, StandardCharsets.ISO_8859_1);
        }
    }

    /** A name up to the end of its line. */
    String line() {
        int start = bytes.position();
        int end = start;
        while (end < bytes.limit() && bytes.get(end) != '\n') {
            end++;
        }
        if (end == bytes.limit() || end - start > LONGEST_NAME) {
            throw new RefusedException("its pickle has a name without an end");
        }
        String line = utf8(end - start);
        bytes.get();
        return line;
    }

    byte[] raw(long length) {
        need(length);
        byte[] raw = new byte[(int) length];
        bytes.get(raw);
        return raw;
    }

    void need(long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new RefusedException("its pickle ends too early or declares a length beyond its end");
        }
    }
}
