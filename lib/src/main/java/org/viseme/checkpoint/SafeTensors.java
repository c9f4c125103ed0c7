package org.viseme.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The safetensors format: eight bytes with the length of a JSON header, the header, the tensors. Written files are equal
 * byte for byte when their content is; their header keeps the order of the names, their data begins at a multiple of
 * eight and is ordered by falling element size, so that each tensor is aligned.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">format</a>
 */
final class SafeTensors {
    private static final long LARGEST_HEADER = 100_000_000;
    private static final int LENGTH_BYTES = 8;
    private static final int PART = 1 << 16;
    private static final String METADATA = "__metadata__";
    private static final ObjectMapper STRICT = new ObjectMapper(JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private SafeTensors() {}

    private record Entry(String name, DType dtype, long[] shape, long begin, long end) {}

    /** Whether a file begins as a safetensors file does: an opening brace after the length. */
    static boolean recognises(FileBytes file) {
        return file.size() > LENGTH_BYTES && file.slice(LENGTH_BYTES, 1).get(0) == '{';
    }

    /** Whether the length fits as well, which it does not in a pickle: its opcodes make a length beyond all bounds. */
    static boolean isCertain(FileBytes file) {
        return recognises(file) && isLength(headerLength(file), file);
    }

    private static boolean isLength(long length, FileBytes file) {
        return length >= 2 && length <= LARGEST_HEADER && length <= file.size() - LENGTH_BYTES;
    }

    static Checkpoint read(FileBytes file) {
        long length = headerLength(file);
        if (!isLength(length, file)) {
            throw refused("its header claims " + Long.toUnsignedString(length) + " bytes, which cannot be");
        }
        JsonNode header = parse(file.copy(LENGTH_BYTES, length));
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        header.properties().forEach(field -> {
            if (field.getKey().equals(METADATA)) {
                readMetadata(field.getValue(), metadata);
            } else {
                entries.add(entry(field.getKey(), field.getValue()));
            }
        });
        long start = LENGTH_BYTES + length;
        checkCoverage(entries, file.size() - start);
        StateDict state = new StateDict();
        for (Entry entry : entries) {
            ByteBuffer data = file.slice(start + entry.begin, entry.end - entry.begin);
            state.put(entry.name, TensorData.wrap(entry.dtype, data, entry.shape));
        }
        return new Checkpoint(state, metadata);
    }

    static void write(Checkpoint checkpoint, OutputStream out) throws IOException {
        List<Map.Entry<String, TensorData>> bySize =
                new ArrayList<>(checkpoint.state().asMap().entrySet());
        bySize.sort(Comparator.comparing(entry -> -entry.getValue().dtype().bytes()));
        Map<String, Long> begins = new LinkedHashMap<>();
        long position = 0;
        for (Map.Entry<String, TensorData> entry : bySize) {
            begins.put(entry.getKey(), position);
            position += entry.getValue().bytes().remaining();
        }
        byte[] header = STRICT.writeValueAsBytes(header(checkpoint, begins));
        int padded = (header.length + 7) / 8 * 8;
        byte[] aligned = Arrays.copyOf(header, padded);
        Arrays.fill(aligned, header.length, padded, (byte) ' ');
        out.write(ByteBuffer.allocate(LENGTH_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .array());
        out.write(aligned);
        // not by a channel: an interrupt, which asks a training to stop, would close it
        byte[] part = new byte[PART];
        for (Map.Entry<String, TensorData> entry : bySize) {
            ByteBuffer bytes = entry.getValue().bytes();
            while (bytes.hasRemaining()) {
                int count = Math.min(part.length, bytes.remaining());
                bytes.get(part, 0, count);
                out.write(part, 0, count);
            }
        }
    }

    private static ObjectNode header(Checkpoint checkpoint, Map<String, Long> begins) {
        ObjectNode header = STRICT.createObjectNode();
        if (!checkpoint.metadata().isEmpty()) {
            ObjectNode metadata = header.putObject(METADATA);
            new TreeMap<>(checkpoint.metadata()).forEach(metadata::put);
        }
        checkpoint.state().asMap().forEach((name, tensor) -> {
            if (name.equals(METADATA)) {
                throw new IllegalArgumentException("a tensor cannot be named " + METADATA);
            }
            ObjectNode entry = header.putObject(name);
            entry.put("dtype", tensor.dtype().name());
            ArrayNode shape = entry.putArray("shape");
            Arrays.stream(tensor.shape()).forEach(shape::add);
            long begin = begins.get(name);
            entry.putArray("data_offsets").add(begin).add(begin + tensor.bytes().remaining());
        });
        return header;
    }

    private static long headerLength(FileBytes file) {
        return file.size() < LENGTH_BYTES ? 0 : file.slice(0, LENGTH_BYTES).getLong(0);
    }

    /** The format is UTF-8 alone, so the bytes are decoded here instead of letting the parser guess an encoding. */
    private static JsonNode parse(byte[] header) {
        try (JsonParser parser = STRICT.createParser(StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(header))
                .toString())) {
            JsonNode node = STRICT.readTree(parser);
            if (node == null || !node.isObject()) {
                throw refused("its header is not a JSON object");
            }
            if (parser.nextToken() != null) {
                throw refused("something follows the JSON object of its header");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw refused("its header is not valid JSON (" + RefusedException.quote(e.getOriginalMessage()) + ")");
        } catch (IOException e) {
            throw refused("its header is not UTF-8 text");
        }
    }

    private static void readMetadata(JsonNode node, Map<String, String> metadata) {
        if (!node.isObject()) {
            throw refused("its metadata is not a JSON object");
        }
        node.properties().forEach(field -> {
            if (!field.getValue().isTextual()) {
                throw refused("its metadata entry " + RefusedException.quote(field.getKey()) + " is not a string");
            }
            metadata.put(field.getKey(), field.getValue().textValue());
        });
    }

    private static Entry entry(String name, JsonNode node) {
        String quoted = RefusedException.quote(name);
        if (!node.isObject() || node.size() != 3) {
            throw refused("tensor " + quoted + " needs exactly dtype, shape and data_offsets");
        }
        DType dtype = DType.named(node.path("dtype").asText())
                .orElseThrow(() -> refused("tensor " + quoted + " has the unknown type "
                        + RefusedException.quote(node.path("dtype").asText())));
        long[] shape = naturals(quoted, node.path("shape"));
        long[] offsets = naturals(quoted, node.path("data_offsets"));
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw refused("tensor " + quoted + " has impossible offsets");
        }
        try {
            if (Math.multiplyExact(TensorData.elements(shape), dtype.bytes()) != offsets[1] - offsets[0]) {
                throw refused("tensor " + quoted + " has another number of bytes than its shape needs");
            }
        } catch (ArithmeticException e) {
            throw refused("tensor " + quoted + " has a shape that overflows");
        }
        return new Entry(name, dtype, shape, offsets[0], offsets[1]);
    }

    private static long[] naturals(String quoted, JsonNode node) {
        long[] values = new long[node.size()];
        if (!node.isArray()) {
            throw refused("tensor " + quoted + " lacks its shape or offsets");
        }
        for (int i = 0; i < values.length; i++) {
            JsonNode item = node.get(i);
            if (!item.isIntegralNumber() || !item.canConvertToLong() || item.longValue() < 0) {
                throw refused("tensor " + quoted + " has a size or offset that is no natural number");
            }
            values[i] = item.longValue();
        }
        return values;
    }

    /** Tensors must follow one another without gaps or overlaps and fill the file, so that nothing can hide in it. */
    private static void checkCoverage(List<Entry> entries, long bytes) {
        List<Entry> sorted = new ArrayList<>(entries);
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long position = 0;
        for (Entry entry : sorted) {
            if (entry.begin != position) {
                throw refused("tensor " + RefusedException.quote(entry.name) + " does not follow the one before it");
            }
            position = entry.end;
        }
        if (position != bytes) {
            throw refused("its tensors need " + position + " bytes and the file has " + bytes);
        }
    }

    private static RefusedException refused(String problem) {
        return new RefusedException(
                "is not a valid safetensors file: " + problem, "fetch it again from its source, or save it again");
    }
}
