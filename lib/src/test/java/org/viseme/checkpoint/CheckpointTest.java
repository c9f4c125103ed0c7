package org.viseme.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.viseme.checkpoint.PickleBytes.pickle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipFile;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.viseme.Shared;
import org.viseme.VisemeException;

/** What checkpoints promise: every layout in use is read, what is saved comes back, equal content makes equal files. */
class CheckpointTest {
    private static final byte[] DATA = TorchFiles.floats(0, 1, 2, 3, 4, 5);

    @TempDir
    Path folder;

    private Checkpoint readZip(byte[] pickle) {
        return Checkpoint.read(TorchFiles.write(folder, TorchFiles.zip(pickle, "0", DATA)));
    }

    private static PickleBytes view(long offset, long[] shape, long[] strides) {
        return new PickleBytes().tensor("FloatStorage", "0", 6, offset, shape, strides);
    }

    @Test
    void aTrainingFileGivesStateAndCounters() {
        PickleBytes state = new PickleBytes()
                .emptyOrderedDict()
                .op("(")
                .text("module.conv.weight")
                .raw(view(0, new long[] {2, 3}, new long[] {3, 1}).bytes())
                .text("module.conv.bias")
                .raw(view(1, new long[] {2}, new long[] {1}).bytes())
                .op("u}")
                .text("_metadata")
                .emptyOrderedDict()
                .op("sb");
        byte[] pickle = pickle().op("}(")
                .text("state_dict")
                .raw(state.bytes())
                .text("optimizer")
                .op("}(")
                .text("state")
                .op("}K")
                .op(0)
                .raw(view(0, new long[] {1}, new long[] {1}).bytes())
                .op("s")
                .text("param_groups")
                .op("]u")
                .text("global_step")
                .op("M")
                .op(0xe8, 3)
                .text("loss")
                .op("G")
                .raw(ByteBuffer.allocate(8).putDouble(0.25).array())
                .text("best")
                .op("N")
                .op("u")
                .stop();
        for (byte[] file : List.of(
                TorchFiles.zip(pickle, "0", DATA), TorchFiles.legacy(TorchFiles.legacyPickle(pickle, 6), "0", DATA))) {
            Checkpoint checkpoint = Checkpoint.read(TorchFiles.write(folder, file));
            assertEquals(
                    List.of("conv.weight", "conv.bias"),
                    List.copyOf(checkpoint.state().names()));
            assertEquals(
                    TensorData.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3),
                    checkpoint.state().get("conv.weight"));
            assertEquals(
                    TensorData.of(new float[] {1, 2}, 2), checkpoint.state().get("conv.bias"));
            assertEquals(Map.of("global_step", "1000", "loss", "0.25"), checkpoint.metadata());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"state_dict", "model", "model_state_dict"})
    void nestedStatesAreFound(String key) {
        byte[] pickle = pickle().op("}")
                .text(key)
                .op("}")
                .text("w")
                .raw(view(0, new long[] {6}, new long[] {1}).bytes())
                .op("ss")
                .stop();
        assertEquals(List.of("w"), List.copyOf(readZip(pickle).state().names()));
    }

    @Test
    void aPrefixThatNotAllNamesHaveStays() {
        byte[] pickle = pickle().op("}(")
                .text("module.w")
                .raw(view(0, new long[] {6}, new long[] {1}).bytes())
                .text("v")
                .raw(view(0, new long[] {6}, new long[] {1}).bytes())
                .op("u")
                .stop();
        assertEquals(
                List.of("module.w", "v"), List.copyOf(readZip(pickle).state().names()));
    }

    @Test
    void stridedSharedAndScalarTensorsAreRead() {
        byte[] pickle = pickle().op("}(")
                .text("transposed")
                .raw(view(0, new long[] {3, 2}, new long[] {1, 3}).bytes())
                .text("column")
                .raw(view(1, new long[] {2}, new long[] {3}).bytes())
                .text("expanded")
                .raw(view(5, new long[] {2, 2}, new long[] {0, 0}).bytes())
                .text("scalar")
                .raw(view(4, new long[0], new long[0]).bytes())
                .text("empty")
                .raw(view(6, new long[] {0, 4}, new long[] {4, 1}).bytes())
                .text("parameter")
                .global("torch._utils", "_rebuild_parameter")
                .op("(")
                .raw(view(0, new long[] {1, 6}, new long[] {77, 1}).bytes())
                .op(0x88)
                .emptyOrderedDict()
                .op("tR")
                .op("u")
                .stop();
        StateDict state = readZip(pickle).state();
        assertEquals(TensorData.of(new float[] {0, 3, 1, 4, 2, 5}, 3, 2), state.get("transposed"));
        assertEquals(TensorData.of(new float[] {1, 4}, 2), state.get("column"));
        assertEquals(TensorData.of(new float[] {5, 5, 5, 5}, 2, 2), state.get("expanded"));
        assertEquals(TensorData.of(new float[] {4}), state.get("scalar"));
        assertEquals(TensorData.of(new float[0], 0, 4), state.get("empty"));
        assertEquals(TensorData.of(new float[] {0, 1, 2, 3, 4, 5}, 1, 6), state.get("parameter"));
    }

    @Test
    void partsOfStoragesInOldFilesAreRead() {
        byte[] pickle = pickle().op("}")
                .text("w")
                .global("torch._utils", "_rebuild_tensor")
                .op("((")
                .text("storage")
                .global("torch", "FloatStorage")
                .text("0")
                .text("cuda:0")
                .integer(6)
                .op("(")
                .text("part")
                .integer(2)
                .integer(3)
                .op("ttQ")
                .integer(1)
                .tuple(2)
                .tuple(1)
                .op("tRs")
                .stop();
        Checkpoint checkpoint = Checkpoint.read(TorchFiles.write(folder, TorchFiles.legacy(pickle, "0", DATA)));
        assertEquals(TensorData.of(new float[] {3, 4}, 2), checkpoint.state().get("w"));
    }

    @Test
    void filesWithoutAStateSayWhatTheyHold() {
        byte[] pickle = pickle().op("}").text("epoch").op("K").op(3).op("s").stop();
        VisemeException refusal = assertThrows(
                VisemeException.class, () -> Checkpoint.read(TorchFiles.write(folder, TorchFiles.zip(pickle))));
        assertTrue(refusal.getMessage().contains("no state dictionary (its keys are: epoch)"), refusal.getMessage());
    }

    private static byte[] fairseq(String settingsKey) {
        return pickle().op("}(")
                .text(settingsKey)
                .global("argparse", "Namespace")
                .op(")")
                .op(0x81)
                .op("}(")
                .text("arch")
                .text("av_hubert")
                .text("layers")
                .op("K")
                .op(12)
                .op("ub")
                .text("model")
                .op("}")
                .text("w")
                .raw(view(0, new long[] {6}, new long[] {1}).bytes())
                .op("s")
                .op("u")
                .stop();
    }

    @Test
    void settingsOfForeignClassesNeedTheFlagAndStayData() throws IOException {
        Path file = TorchFiles.write(folder, TorchFiles.zip(fairseq("args"), "0", DATA));
        UnsafePickleException refusal = assertThrows(UnsafePickleException.class, () -> Checkpoint.read(file));
        assertEquals(List.of("argparse.Namespace"), refusal.globals());
        assertTrue(refusal.getMessage().contains("--inert"));
        Checkpoint checkpoint = Checkpoint.read(file, PthOptions.inertRecords(true));
        assertEquals(
                TensorData.of(new float[] {0, 1, 2, 3, 4, 5}, 6),
                checkpoint.state().get("w"));
        JsonNode args = new ObjectMapper().readTree(checkpoint.metadata().get("args"));
        assertEquals("argparse.Namespace", args.get("__class__").asText());
        assertEquals("av_hubert", args.get("arch").asText());
        assertEquals(12, args.get("layers").asInt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"criterion", "extra_state", "optimizer", "argsx"})
    void foreignClassesElsewhereAreRefusedInSpiteOfTheFlag(String key) {
        Path file = TorchFiles.write(folder, TorchFiles.zip(fairseq(key), "0", DATA));
        UnsafePickleException refusal =
                assertThrows(UnsafePickleException.class, () -> Checkpoint.read(file, PthOptions.inertRecords(true)));
        assertEquals(List.of("argparse.Namespace"), refusal.globals());
    }

    @Test
    void whatIsSavedComesBackInBothFormats() {
        StateDict state = new StateDict()
                .put("b.weight", TensorData.of(new float[] {1, -2, Float.NaN, Float.POSITIVE_INFINITY}, 2, 2))
                .put("flags", TensorData.of(new long[] {1, 0, 1}, 3).as(DType.BOOL))
                .put(
                        "a.half",
                        TensorData.of(new float[] {0.5f, 65504f, 1e-7f}, 3).as(DType.F16))
                .put("steps", TensorData.of(new long[] {1L << 40}))
                .put("empty", TensorData.of(new float[0], 0, 3))
                .put("größe \"quoted\"", TensorData.of(new double[] {Math.PI}, 1));
        for (DType type : DType.values()) {
            state.put(
                    "typed." + type,
                    TensorData.of(new long[] {0, 1, 1, 0}, 2, 2).as(type));
        }
        Checkpoint checkpoint = new Checkpoint(state)
                .with(Checkpoint.CONFIG, "{\"channels\":16}")
                .with("global_step", "1234");
        Path safetensors = folder.resolve("a.safetensors");
        Path pth = folder.resolve("b.pth");
        checkpoint.save(safetensors);
        checkpoint.savePth(pth);
        assertEquals(CheckpointFormat.SAFETENSORS, Checkpoint.formatOf(safetensors));
        assertEquals(CheckpointFormat.PTH_ZIP, Checkpoint.formatOf(pth));
        assertEquals(checkpoint, Checkpoint.read(safetensors));
        assertEquals(checkpoint, Checkpoint.read(pth));
        Checkpoint bare = new Checkpoint(state);
        bare.savePth(pth);
        assertEquals(bare, Checkpoint.read(pth));
    }

    @Test
    void theContentDecidesAndNotTheName() {
        Path misnamed = folder.resolve("really-safetensors.pth");
        Checkpoint checkpoint = new Checkpoint(new StateDict().put("w", TensorData.of(new float[] {1}, 1)));
        checkpoint.save(misnamed);
        assertEquals(checkpoint, Checkpoint.read(misnamed));
    }

    @Test
    void aHeaderWhoseLengthBeginsLikeAPickleIsReadAllTheSame() throws IOException {
        boolean[] met = new boolean[2];
        for (int size = 0; size < 600; size++) {
            Path file = folder.resolve("note.safetensors");
            Checkpoint checkpoint = new Checkpoint(new StateDict()).with("note", "x".repeat(size));
            checkpoint.save(file);
            byte[] begin = Files.readAllBytes(file);
            if (begin[0] == (byte) 0x80) {
                met[begin[1]] = true;
                assertEquals(checkpoint.metadata(), Checkpoint.read(file).metadata(), size + " characters");
            }
        }
        assertTrue(met[0] && met[1], "no header was 0x80 or 0x180 bytes long");
    }

    @Test
    void anInterruptDoesNotBreakASave() {
        StateDict state = new StateDict();
        state.put("weights", TensorData.wrap(DType.F32, ByteBuffer.wrap(DATA), 6));
        Path file = folder.resolve("weights.safetensors");
        Thread.currentThread().interrupt();
        try {
            new Checkpoint(state).save(file);
        } finally {
            assertTrue(Thread.interrupted(), "the interrupt is for the loop to notice");
        }
        assertEquals(
                ByteBuffer.wrap(DATA),
                Checkpoint.read(file).state().get("weights").bytes());
    }

    @Test
    void equalCheckpointsMakeEqualFilesWithAlignedTensors() throws IOException {
        Map<String, String> oneOrder = new LinkedHashMap<>();
        oneOrder.put("a", "1");
        oneOrder.put("b", "2");
        Map<String, String> otherOrder = new LinkedHashMap<>();
        otherOrder.put("b", "2");
        otherOrder.put("a", "1");
        StateDict state = new StateDict()
                .put("odd", TensorData.of(new long[] {1, 1, 1}, 3).as(DType.BOOL))
                .put("half", TensorData.of(new float[] {1, 2, 3}, 3).as(DType.F16))
                .put("long", TensorData.of(new long[] {7}, 1));
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        new Checkpoint(state, oneOrder).save(one);
        new Checkpoint(state, otherOrder).save(two);
        byte[] bytes = Files.readAllBytes(one);
        assertArrayEquals(bytes, Files.readAllBytes(two));
        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        assertEquals(0, header % 8);
        JsonNode json = new ObjectMapper().readTree(bytes, 8, (int) header);
        assertEquals(0, json.at("/long/data_offsets/0").asLong() % 8);
        assertEquals(0, json.at("/half/data_offsets/0").asLong() % 2);
        new Checkpoint(state).savePth(one);
        new Checkpoint(state).savePth(two);
        assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(two));
    }

    /** Reads our pickle with another library's machine, which has to understand every instruction of it. */
    @Test
    void anIndependentUnpicklerReadsWhatIsWritten() throws IOException {
        Path file = folder.resolve("independent.pth");
        new Checkpoint(new StateDict().put("conv.weight", TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)))
                .with("global_step", "70000")
                .savePth(file);
        byte[] pickle;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            pickle = zip.getInputStream(zip.getEntry("archive/data.pkl")).readAllBytes();
            assertArrayEquals(
                    TorchFiles.floats(1, 2, 3, 4, 5, 6),
                    zip.getInputStream(zip.getEntry("archive/data/0")).readAllBytes());
        }
        List<Object> ids = new ArrayList<>();
        List<Object[]> rebuilt = new ArrayList<>();
        class Independent extends Unpickler {
            private String name = "";

            @Override
            protected Object persistentLoad(Object id) {
                ids.addAll(List.of((Object[]) id).subList(2, 5));
                return "storage";
            }

            @Override
            protected Object dispatch(short key) throws PickleException, IOException {
                if (key != Opcodes.GLOBAL) {
                    return super.dispatch(key);
                }
                name = PickleUtils.readline(input) + "." + PickleUtils.readline(input);
                String called = name;
                stack.add((IObjectConstructor) arguments -> {
                    if (called.endsWith("OrderedDict")) {
                        return new HashMap<>();
                    }
                    rebuilt.add(arguments);
                    return called;
                });
                return NO_RETURN_VALUE;
            }
        }
        Map<?, ?> value = (Map<?, ?>) new Independent().loads(pickle);
        assertEquals(70000, value.get("global_step"));
        assertEquals(Map.of("conv.weight", "torch._utils._rebuild_tensor_v2"), value.get("state_dict"));
        assertEquals(List.of("0", "cpu", 6), ids);
        assertArrayEquals(new Object[] {2, 3}, (Object[]) rebuilt.getFirst()[2]);
        assertArrayEquals(new Object[] {3, 1}, (Object[]) rebuilt.getFirst()[3]);
        assertEquals(false, rebuilt.getFirst()[4]);
    }

    @Test
    void aFailedSaveLeavesTheOldCheckpoint() {
        Path file = folder.resolve("a.safetensors");
        Checkpoint good = new Checkpoint(new StateDict().put("w", TensorData.of(new float[] {1}, 1)));
        good.save(file);
        Checkpoint bad = new Checkpoint(new StateDict().put("__metadata__", TensorData.of(new float[] {1}, 1)));
        assertThrows(IllegalArgumentException.class, () -> bad.save(file));
        assertEquals(good, Checkpoint.read(file));
        assertEquals(1, folder.toFile().list().length);
    }

    @Test
    void aCheckpointMayReplaceTheFileItWasReadFrom() {
        Path file = folder.resolve("a.safetensors");
        float[] values = new float[100_000];
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        new Checkpoint(new StateDict().put("w", TensorData.of(values, values.length))).save(file);
        Checkpoint read = Checkpoint.read(file);
        read.with("step", "2").save(file);
        assertEquals(read.state(), Checkpoint.read(file).state());
    }

    @ParameterizedTest
    @ValueSource(strings = {"alex", "vgg"})
    void publishedWeightsAreRead(String network) {
        Path file = Shared.require("parity/weights/" + network + ".pth");
        Map<String, TensorData> fixture = Npz.read(Shared.require("parity/lpips_" + network + ".npz"));
        Checkpoint checkpoint = Checkpoint.read(file);
        assertEquals(CheckpointFormat.PTH_LEGACY, Checkpoint.formatOf(file));
        assertEquals(5, checkpoint.state().size());
        assertTrue(checkpoint.metadata().isEmpty());
        for (int layer = 0; layer < 5; layer++) {
            TensorData weight = checkpoint.state().get("lin" + layer + ".model.1.weight");
            TensorData expected = fixture.get("lin" + layer);
            assertArrayEquals(new long[] {1, expected.elements(), 1, 1}, weight.shape());
            assertEquals(expected, weight.reshaped(expected.elements()));
            assertFalse(Float.isNaN(weight.toFloats()[0]));
        }
    }
}
