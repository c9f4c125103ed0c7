package org.viseme.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.viseme.VisemeException;

/**
 * Archives of arrays as {@code numpy.savez} and {@code savez_compressed} write them: plain little-endian numbers and
 * booleans of any memory order, no objects.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">format</a>
 */
public final class Npz {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int SMALLEST_ARRAY = MAGIC.length + 6;
    private static final int LARGEST_ARRAY = 1 << 30;
    private static final Pattern HEADER = Pattern.compile(
            "\\{\\s*'descr':\\s*'([^']*)',\\s*"
                    + "'fortran_order':\\s*(True|False),\\s*'shape':\\s*\\(((?:\\d{1,15}(?:,\\s*\\d{1,15})*)?),?\\s*\\),?\\s*}\\s*");
    private static final Map<String, DType> TYPES = Map.ofEntries(
            Map.entry("<f2", DType.F16),
            Map.entry("<f4", DType.F32),
            Map.entry("<f8", DType.F64),
            Map.entry("|u1", DType.U8),
            Map.entry("|i1", DType.I8),
            Map.entry("<i2", DType.I16),
            Map.entry("<i4", DType.I32),
            Map.entry("<i8", DType.I64),
            Map.entry("|b1", DType.BOOL));

    private Npz() {}

    /**
     * The arrays by their names.
     *
     * @throws VisemeException when the file is missing or holds something other than plain arrays
     */
    public static Map<String, TensorData> read(Path file) {
        Map<String, TensorData> arrays = new LinkedHashMap<>();
        if (!Files.isRegularFile(file)) {
            throw new VisemeException(file.toString(), "does not exist", "check the path");
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (entry.getSize() > LARGEST_ARRAY) {
                    throw new RefusedException("has an array of over a gigabyte", "use a smaller one");
                }
                byte[] bytes = zip.getInputStream(entry).readNBytes(LARGEST_ARRAY);
                String name = entry.getName();
                arrays.put(
                        name.endsWith(".npy") ? name.substring(0, name.length() - 4) : name,
                        array(RefusedException.quote(name), ByteBuffer.wrap(bytes)));
            }
            return arrays;
        } catch (RefusedException e) {
            throw e.of(file);
        } catch (ZipException e) {
            throw new VisemeException(
                    file.toString(), "is not an npz archive (" + e.getMessage() + ")", RefusedException.DAMAGED, e);
        } catch (IOException e) {
            throw new VisemeException(
                    file.toString(), "could not be read (" + e.getMessage() + ")", "check that it can be read", e);
        }
    }

    private static TensorData array(String name, ByteBuffer bytes) {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < SMALLEST_ARRAY || !bytes.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw new RefusedException("has the entry " + name + ", which is not an array");
        }
        bytes.position(MAGIC.length);
        int major = bytes.get();
        bytes.get();
        int length = major == 1 ? bytes.getShort() & 0xffff : bytes.getInt();
        if (length < 0 || length > bytes.remaining()) {
            throw new RefusedException("has the array " + name + " with a broken header");
        }
        byte[] header = new byte[length];
        bytes.get(header);
        Matcher matcher = HEADER.matcher(new String(header, StandardCharsets.UTF_8));
        DType type = matcher.matches() ? TYPES.get(matcher.group(1)) : null;
        if (type == null) {
            throw new RefusedException(
                    "has the array " + name + " of another kind than plain little-endian numbers",
                    "save it as float32 or int64");
        }
        long[] shape = Pattern.compile("\\d+")
                .matcher(matcher.group(3))
                .results()
                .mapToLong(number -> Long.parseLong(number.group()))
                .toArray();
        if (bytes(shape, type) != bytes.remaining()) {
            throw new RefusedException("has the array " + name + " with another number of bytes than its shape needs");
        }
        Storage storage = new Storage(name, type, 0, bytes.remaining() / type.bytes());
        long[] strides = strides(shape, matcher.group(2).equals("True"));
        return new TensorView(storage, 0, shape, strides).read(bytes.slice());
    }

    private static long bytes(long[] shape, DType type) {
        try {
            return Math.multiplyExact(TensorData.elements(shape), type.bytes());
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE; // more than any file has
        }
    }

    private static long[] strides(long[] shape, boolean columnMajor) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = 0; i < shape.length; i++) {
            int dimension = columnMajor ? i : shape.length - 1 - i;
            strides[dimension] = stride;
            stride = Math.multiplyExact(stride, shape[dimension]);
        }
        return strides;
    }
}
