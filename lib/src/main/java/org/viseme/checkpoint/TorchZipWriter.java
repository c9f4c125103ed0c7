package org.viseme.checkpoint;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes what torch.load reads, also with {@code weights_only=True}; equal checkpoints make equal files. */
final class TorchZipWriter {
    private static final String ROOT = "archive/";
    private static final LocalDateTime EARLIEST = LocalDateTime.of(1980, 1, 1, 0, 0);

    private TorchZipWriter() {}

    static void write(Checkpoint checkpoint, OutputStream out) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        put(zip, "data.pkl", ByteBuffer.wrap(pickle(checkpoint)));
        put(zip, "byteorder", ascii("little"));
        int key = 0;
        for (TensorData tensor : checkpoint.state().asMap().values()) {
            put(zip, "data/" + key++, tensor.bytes());
        }
        put(zip, "version", ascii("3\n"));
        zip.finish();
    }

    private static void put(ZipOutputStream zip, String name, ByteBuffer bytes) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes.duplicate());
        ZipEntry entry = new ZipEntry(ROOT + name);
        entry.setMethod(ZipEntry.STORED);
        entry.setTimeLocal(EARLIEST);
        entry.setSize(bytes.remaining());
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        WritableByteChannel channel = Channels.newChannel(zip);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        zip.closeEntry();
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] pickle(Checkpoint checkpoint) {
        PickleText pickle = new PickleText();
        if (checkpoint.metadata().isEmpty()) {
            pickle.state(checkpoint.state());
        } else {
            pickle.op('}').op('(').text("state_dict").state(checkpoint.state());
            checkpoint.metadata().forEach((key, value) -> pickle.text(key).value(value));
            pickle.op('u');
        }
        return pickle.op('.').bytes();
    }

    /** The instructions of a pickle of protocol 2. */
    private static final class PickleText {
        private static final int INTEGER_DIGITS = 18;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        PickleText() {
            op(0x80).op(2);
        }

        PickleText op(int code) {
            out.write(code);
            return this;
        }

        PickleText text(String text) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            op('X').i32(utf8.length);
            out.writeBytes(utf8);
            return this;
        }

        PickleText value(String value) {
            boolean whole = value.length() <= INTEGER_DIGITS && value.matches("0|-?[1-9][0-9]*");
            return whole ? integer(Long.parseLong(value)) : text(value);
        }

        PickleText state(StateDict state) {
            global("collections", "OrderedDict").op(')').op('R').op('(');
            int key = 0;
            for (Map.Entry<String, TensorData> entry : state.asMap().entrySet()) {
                text(entry.getKey()).tensor(entry.getValue(), key++);
            }
            return op('u');
        }

        /** {@code _rebuild_tensor_v2(storage, 0, sizes, strides, False, OrderedDict())}. */
        private void tensor(TensorData tensor, int key) {
            global("torch._utils", "_rebuild_tensor_v2").op('(');
            op('(').text("storage").global("torch", tensor.dtype().storageClass());
            text(Integer.toString(key))
                    .text("cpu")
                    .integer(tensor.elements())
                    .op('t')
                    .op('Q');
            integer(0);
            long[] shape = tensor.shape();
            long[] strides = new long[shape.length];
            long stride = 1;
            for (int i = shape.length - 1; i >= 0; i--) {
                strides[i] = stride;
                stride *= Math.max(1, shape[i]);
            }
            tuple(shape).tuple(strides).op(0x89);
            global("collections", "OrderedDict").op(')').op('R').op('t').op('R');
        }

        private PickleText tuple(long[] values) {
            op('(');
            for (long value : values) {
                integer(value);
            }
            return op('t');
        }

        private PickleText integer(long value) {
            if (value == (int) value) {
                return op('J').i32((int) value);
            }
            op(0x8a).op(Long.BYTES);
            out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array());
            return this;
        }

        private PickleText global(String module, String name) {
            out.writeBytes(('c' + module + "\n" + name + "\n").getBytes(StandardCharsets.US_ASCII));
            return this;
        }

        private PickleText i32(int value) {
            out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
