package org.viseme.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Files of torch.save made byte by byte. The ZIP form follows what PyTorch's writer leaves in a file: sizes and
 * checksum in a descriptor after each entry, ZIP64 end records always.
 */
public final class TorchFiles {
    private TorchFiles() {}

    public static byte[] floats(float... values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return buffer.array();
    }

    /** The old format: {@code keysAndStorages} are pairs of a key and the bytes of float storages. */
    static byte[] legacy(byte[] pickle, Object... keysAndStorages) {
        PickleBytes keys = PickleBytes.pickle().op("](");
        PickleBytes storages = new PickleBytes();
        for (int i = 0; i < keysAndStorages.length; i += 2) {
            keys.text((String) keysAndStorages[i]);
            byte[] data = (byte[]) keysAndStorages[i + 1];
            storages.i64(data.length / 4).raw(data);
        }
        return new PickleBytes()
                .raw(legacyHead(true))
                .raw(pickle)
                .raw(keys.op("e").stop())
                .raw(storages.bytes())
                .bytes();
    }

    /** A pickle for the old format, which puts a sixth item, None, into the persistent ids of storages. */
    static byte[] legacyPickle(byte[] pickle, long count) {
        String ids = new String(new PickleBytes().integer(count).bytes(), StandardCharsets.ISO_8859_1);
        return new String(pickle, StandardCharsets.ISO_8859_1)
                .replace(ids + "tQ", ids + "NtQ")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] legacyHead(boolean littleEndian) {
        byte[] magic = {0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a, (byte) 0xa8, 0x50, 0x19};
        return new PickleBytes()
                .op(0x80, 2, 0x8a, 10)
                .raw(magic)
                .op(".")
                .op(0x80, 2)
                .op("M")
                .op(0xe9, 3)
                .op(".")
                .op(0x80, 2)
                .op("}(")
                .text("protocol_version")
                .op("M")
                .op(0xe9, 3)
                .text("little_endian")
                .op(littleEndian ? 0x88 : 0x89)
                .op("u.")
                .bytes();
    }

    /** The ZIP format with the entries that PyTorch writes. */
    public static byte[] zip(byte[] pickle, Object... keysAndStorages) {
        Zip zip = new Zip().add("archive/data.pkl", pickle).add("archive/byteorder", "little");
        for (int i = 0; i < keysAndStorages.length; i += 2) {
            zip.add("archive/data/" + keysAndStorages[i], (byte[]) keysAndStorages[i + 1]);
        }
        return zip.add("archive/version", "3\n").bytes();
    }

    public static Path write(Path folder, byte[] bytes) {
        try {
            return Files.write(folder.resolve("checkpoint.pth"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A ZIP writer whose every field can be falsified. */
    static final class Zip {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
        private int count;

        Zip add(String name, String text) {
            return add(name, text.getBytes(StandardCharsets.UTF_8));
        }

        Zip add(String name, byte[] data) {
            return add(new Fake(name, data));
        }

        /** An entry and the lies about it. */
        static final class Fake {
            final String name;
            final byte[] data;
            String localName;
            int crc;
            int flags = 0x808;
            int method;
            int localMethod;
            int descriptorSize;
            int localOffset = -1;

            Fake(String name, byte[] data) {
                this.name = name;
                this.localName = name;
                this.data = data;
                CRC32 sum = new CRC32();
                sum.update(data);
                this.crc = (int) sum.getValue();
                this.descriptorSize = data.length;
            }
        }

        Zip add(Fake fake) {
            int offset = fake.localOffset >= 0 ? fake.localOffset : out.size();
            byte[] localName = fake.localName.getBytes(StandardCharsets.UTF_8);
            byte[] padding = new byte[13]; // PyTorch aligns data by an extra field of this kind
            padding[0] = 'F';
            padding[1] = 'B';
            padding[2] = 9;
            out.writeBytes(record(30)
                    .putInt(0x04034b50)
                    .putShort((short) 0)
                    .putShort((short) fake.flags)
                    .putShort((short) fake.localMethod)
                    .putInt(0)
                    .putInt(0)
                    .putInt(0)
                    .putInt(0)
                    .putShort((short) localName.length)
                    .putShort((short) padding.length)
                    .array());
            out.writeBytes(localName);
            out.writeBytes(padding);
            out.writeBytes(fake.data);
            out.writeBytes(record(16)
                    .putInt(0x08074b50)
                    .putInt(fake.crc)
                    .putInt(fake.descriptorSize)
                    .putInt(fake.descriptorSize)
                    .array());
            byte[] name = fake.name.getBytes(StandardCharsets.UTF_8);
            directory.writeBytes(record(46)
                    .putInt(0x02014b50)
                    .putInt(0)
                    .putShort((short) fake.flags)
                    .putShort((short) fake.method)
                    .putInt(0)
                    .putInt(fake.crc)
                    .putInt(fake.data.length)
                    .putInt(fake.data.length)
                    .putShort((short) name.length)
                    .putShort((short) 0)
                    .putInt(0)
                    .putShort((short) 0)
                    .putInt(0)
                    .putInt(offset)
                    .array());
            directory.writeBytes(name);
            count++;
            return this;
        }

        byte[] bytes() {
            int start = out.size();
            int size = directory.size();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(out.toByteArray());
            all.writeBytes(directory.toByteArray());
            all.writeBytes(record(56)
                    .putInt(0x06064b50)
                    .putLong(44)
                    .putInt(0)
                    .putInt(0)
                    .putInt(0)
                    .putLong(count)
                    .putLong(count)
                    .putLong(size)
                    .putLong(start)
                    .array());
            all.writeBytes(record(20)
                    .putInt(0x07064b50)
                    .putInt(0)
                    .putLong(start + size)
                    .putInt(1)
                    .array());
            all.writeBytes(record(22)
                    .putInt(0x06054b50)
                    .putInt(0)
                    .putShort((short) count)
                    .putShort((short) count)
                    .putInt(size)
                    .putInt(start)
                    .putShort((short) 0)
                    .array());
            return all.toByteArray();
        }

        private static ByteBuffer record(int bytes) {
            return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** Every file of a list of cuts of the bytes, for tests of truncation. */
    static List<byte[]> prefixes(byte[] bytes) {
        List<byte[]> result = new ArrayList<>();
        for (int length = 1; length < bytes.length; length++) {
            result.add(Arrays.copyOf(bytes, length));
        }
        return result;
    }
}
