package org.viseme.model.avhubert;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.viseme.checkpoint.PickleBytes;
import org.viseme.checkpoint.TorchFiles;

/** Checkpoints as fairseq's trainer saves them, written instruction by instruction. */
final class FairseqFile {
    private final PickleBytes pickle = PickleBytes.pickle();
    private final List<Object> storages = new ArrayList<>();
    private int remembered;

    /** An object of a class that is no business of a reader of tensors. */
    record Foreign(String module, String name, Map<String, Object> attributes) {}

    /** A tree of settings as OmegaConf pickles it: each node knows its parent. */
    record Settings(Map<String, Object> content) {}

    private record SettingsLeaf(Object value, int parent) {}

    private FairseqFile() {}

    /**
     * @param state tensors by name, counts of batches as 64-bit integers
     * @param others the entries beside {@code model}
     */
    static Path write(Path folder, Map<String, NDArray> state, Map<String, Object> others) {
        FairseqFile file = new FairseqFile();
        Map<String, Object> top = new LinkedHashMap<>(others);
        top.put("criterion", null);
        top.put("model", state);
        top.put(
                "optimizer_history",
                List.of(Map.of("criterion_name", "LabelSmoothedCrossEntropyCriterion", "num_updates", 60000)));
        top.put("extra_state", Map.of("previous_training_time", 1.5, "train_iterator", Map.of("epoch", 12)));
        top.put("last_optimizer_state", null);
        file.put(top);
        return TorchFiles.write(folder, TorchFiles.zip(file.pickle.stop(), file.storages.toArray()));
    }

    private void put(Object value) {
        switch (value) {
            case null -> pickle.op("N");
            case String text -> pickle.text(text);
            case Boolean flag -> pickle.op(flag ? 0x88 : 0x89);
            case Integer number -> pickle.integer(number);
            case Double number ->
                pickle.op("G").raw(ByteBuffer.allocate(8).putDouble(number).array());
            case byte[] bytes -> putBytes(bytes);
            case NDArray array -> putTensor(array);
            case List<?> list -> {
                pickle.op("](");
                list.forEach(this::put);
                pickle.op("e");
            }
            case Map<?, ?> map -> putMap(map);
            case Foreign object -> {
                pickle.global(object.module(), object.name()).op(")").op(0x81);
                putMap(object.attributes());
                pickle.op("b");
            }
            case Settings settings -> putSettings(settings);
            case SettingsLeaf leaf -> {
                pickle.global("omegaconf.nodes", "AnyNode").op(")").op(0x81).op("}(");
                pickle.text("_metadata").op("N");
                pickle.text("_parent").op('h', leaf.parent());
                pickle.text("_val");
                put(leaf.value());
                pickle.op("ub");
            }
            default -> throw new IllegalArgumentException(value.toString());
        }
    }

    private void putMap(Map<?, ?> map) {
        pickle.op("}(");
        map.forEach((key, item) -> {
            put(key);
            put(item);
        });
        pickle.op("u");
    }

    /** As protocol 2 has to: text that is encoded by a function. */
    private void putBytes(byte[] bytes) {
        pickle.global("_codecs", "encode");
        pickle.text(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                .text("latin1")
                .op(0x86)
                .op("R");
    }

    private void putSettings(Settings settings) {
        int self = remembered++;
        pickle.global("omegaconf.dictconfig", "DictConfig").op(")").op(0x81).op('q', self);
        pickle.op("}(").text("_metadata");
        put(new Foreign("omegaconf.base", "ContainerMetadata", Map.of("flags_root", false)));
        pickle.text("_parent").op('h', self);
        pickle.text("_content").op("}(");
        settings.content().forEach((key, value) -> {
            pickle.text(key);
            put(value instanceof Settings ? value : new SettingsLeaf(value, self));
        });
        pickle.op("uub");
    }

    private void putTensor(NDArray array) {
        String key = String.valueOf(storages.size() / 2);
        float[] values = array.toFloatArray();
        long[] shape = array.getShape().getShape();
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        boolean count = shape.length == 0;
        storages.add(key);
        storages.add(
                count
                        ? ByteBuffer.allocate(8)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putLong((long) values[0])
                                .array()
                        : TorchFiles.floats(values));
        pickle.tensor(count ? "LongStorage" : "FloatStorage", key, values.length, 0, shape, strides);
    }
}
