package org.viseme.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.viseme.checkpoint.PickleBytes.pickle;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.viseme.VisemeException;

/** What a pickle must not do: refusals 1 to 7 and 12 of the project's list for checkpoints. */
class PickleRefusalsTest {
    private static final byte[] TWO = TorchFiles.floats(1, 2);

    @TempDir
    Path folder;

    /** A bare dictionary of one good tensor and one item made by the given instructions. */
    private PickleBytes dictionaryWith(PickleBytes value) {
        return pickle().op("}(")
                .text("weight")
                .vector("0", 2)
                .text("item")
                .raw(value.bytes())
                .op("u");
    }

    private VisemeException refusedZip(byte[] pickle) {
        Path file = TorchFiles.write(folder, TorchFiles.zip(pickle, "0", TWO));
        return assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThrows(VisemeException.class, () -> Checkpoint.read(file)));
    }

    private void assertRefused(String because, PickleBytes value) {
        VisemeException refusal = refusedZip(dictionaryWith(value).stop());
        assertTrue(refusal.getMessage().contains(because), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("checkpoint.pth"), refusal.getMessage());
        assertFalse(refusal.getMessage().contains("\n"));
    }

    @Test
    void theSamePickleWithoutMischiefIsRead() {
        Path file = TorchFiles.write(
                folder,
                TorchFiles.zip(dictionaryWith(new PickleBytes().integer(7)).stop(), "0", TWO));
        Checkpoint checkpoint = Checkpoint.read(file);
        assertEquals(TensorData.of(new float[] {1, 2}, 2), checkpoint.state().get("weight"));
        assertEquals("7", checkpoint.metadata().get("item"));
    }

    // 1: names outside the list

    @ParameterizedTest
    @CsvSource({
        "os, system",
        "builtins, eval",
        "__builtin__, dict",
        "copy_reg, _reconstructor",
        "copyreg, _reconstructor",
        "collections, OrderedDict.fromkeys",
        "collections, Counter",
        "collections.OrderedDict, OrderedDict",
        "torch, FloatStorage.__class__",
        "torch, load",
        "torch, _utils._rebuild_tensor_v2",
        "torch._utils, _rebuild_tensor_v",
        "torch._utils, _rebuild_tensor_v22",
        "Torch, FloatStorage",
        "torch.cuda, FloatStorage"
    })
    void aNameOutsideTheListIsRefusedInEveryWayOfNamingIt(String module, String name) {
        List<PickleBytes> ways = List.of(
                new PickleBytes().global(module, name).op(")R"),
                new PickleBytes().global(module, name),
                new PickleBytes().text(module).text(name).op(0x93).op(")R"),
                new PickleBytes().op("(i" + module + "\n" + name + "\n"),
                new PickleBytes().op("(").global(module, name).op("o"));
        for (PickleBytes way : ways) {
            UnsafePickleException refusal =
                    (UnsafePickleException) refusedZip(dictionaryWith(way).stop());
            assertEquals(List.of(module + "." + name), refusal.globals());
            assertTrue(refusal.getMessage().contains(module + "." + name), refusal.getMessage());
        }
    }

    // 2: calls

    @Test
    void onlyListedFunctionsAreCalled() {
        assertRefused(
                "not a listed function", new PickleBytes().text("os.system").op(")R"));
        assertRefused(
                "not a listed function", new PickleBytes().emptyOrderedDict().op(")R"));
        assertRefused(
                "not a listed function",
                new PickleBytes().global("collections", "OrderedDict").op("]R"));
        assertRefused(
                "calls a storage class",
                new PickleBytes().global("torch", "FloatStorage").op(")R"));
        assertRefused(
                "calls a type", new PickleBytes().global("torch", "float32").op(")R"));
    }

    @Test
    void noListedNameIsInstantiated() {
        PickleBytes ordered = new PickleBytes().global("collections", "OrderedDict");
        assertRefused(
                "not a class", new PickleBytes().raw(ordered.bytes()).op(")").op(0x81));
        assertRefused(
                "not a class", new PickleBytes().raw(ordered.bytes()).op(")}").op(0x92));
        assertRefused(
                "not a class", new PickleBytes().op("(").raw(ordered.bytes()).op("o"));
        assertRefused("not a class", new PickleBytes().op("(icollections\nOrderedDict\n"));
        assertRefused("not a class", new PickleBytes().op("K").op(1).op(")").op(0x81));
        assertRefused("object of nothing", new PickleBytes().op("(o"));
    }

    @Test
    void argumentsAreCountedAndTyped() {
        PickleBytes rebuild = new PickleBytes().global("torch._utils", "_rebuild_tensor_v2");
        assertRefused("wrong arguments", new PickleBytes().raw(rebuild.bytes()).op(")R"));
        assertRefused(
                "wrong arguments",
                new PickleBytes()
                        .raw(rebuild.bytes())
                        .op("(")
                        .text("not a storage")
                        .integer(0)
                        .tuple(2)
                        .tuple(1)
                        .op(0x89)
                        .emptyOrderedDict()
                        .op("tR"));
        assertRefused(
                "wrong arguments",
                new PickleBytes()
                        .raw(rebuild.bytes())
                        .op("(")
                        .storage("FloatStorage", "0", 2)
                        .integer(0)
                        .op("]")
                        .tuple(1)
                        .op(0x89)
                        .emptyOrderedDict()
                        .op("tR"));
        assertRefused(
                "wrong arguments",
                new PickleBytes()
                        .global("torch._utils", "_rebuild_parameter")
                        .op("(K")
                        .op(1, 0x88)
                        .emptyOrderedDict()
                        .op("tR"));
        assertRefused(
                "wrong arguments",
                new PickleBytes().global("torch", "Size").op("((").text("2").op("ttR"));
        assertRefused(
                "wrong arguments",
                new PickleBytes()
                        .global("collections", "OrderedDict")
                        .op("(K")
                        .op(1)
                        .op("tR"));
    }

    // 3: extensions and persistent ids

    @Test
    void extensionCodesAreRefused() {
        assertRefused("extension registry", new PickleBytes().op(0x82, 1));
        assertRefused("extension registry", new PickleBytes().op(0x83, 1, 0));
        assertRefused("extension registry", new PickleBytes().op(0x84, 1, 0, 0, 0));
    }

    @Test
    void persistentIdsAreStoragesAndNothingElse() {
        assertRefused("textual persistent id", new PickleBytes().op("Pos.system\n"));
        assertRefused("persistent id", new PickleBytes().text("storage").op("Q"));
        assertRefused("persistent id", new PickleBytes().op("(").text("storage").op("tQ"));
        assertRefused(
                "persistent id",
                new PickleBytes()
                        .op("(")
                        .text("module")
                        .global("torch", "FloatStorage")
                        .text("0")
                        .text("cpu")
                        .integer(2)
                        .op("tQ"));
        assertRefused(
                "not a storage class",
                new PickleBytes()
                        .op("(")
                        .text("storage")
                        .text("FloatStorage")
                        .text("0")
                        .text("cpu")
                        .integer(2)
                        .op("tQ"));
        assertRefused(
                "persistent id",
                new PickleBytes()
                        .op("(")
                        .text("storage")
                        .global("torch", "FloatStorage")
                        .text("0")
                        .text("cpu")
                        .integer(2)
                        .op("NtQ"));
    }

    // 4: changes of values

    @Test
    void statesItemsAndElementsGoOnlyWhereTheyBelong() {
        assertRefused("sets the state", new PickleBytes().op("]}b"));
        assertRefused("sets the state", new PickleBytes().text("text").op("}b"));
        assertRefused("sets the state", new PickleBytes().emptyOrderedDict().op("]b"));
        assertRefused("not a dictionary", new PickleBytes().op("]").text("key").op("Ns"));
        assertRefused("not a dictionary", new PickleBytes().op("](").text("key").op("Nu"));
        assertRefused(
                "not a dictionary", new PickleBytes().vector("0", 2).text("key").op("Ns"));
        assertRefused("not a list", new PickleBytes().op("}Na"));
        assertRefused("not a list", new PickleBytes().op("}(Ne"));
        assertRefused("not a list", new PickleBytes().op(")(Ne"));
        assertRefused("without a value", new PickleBytes().op("}(").text("key").op("u"));
        assertRefused("neither text nor number", new PickleBytes().op("}]Ns"));
        assertRefused("has a set", new PickleBytes().op(0x8f).op("(K").op(1, 0x90));
        assertRefused("has a set", new PickleBytes().op("(").op(0x91));
    }

    // 5: the machine itself

    @Test
    void stackMarksAndMemoAreChecked() {
        assertRefused("empty stack", new PickleBytes().op("((").op("0"));
        assertRefused("empty stack", new PickleBytes().op("(a"));
        assertRefused("recalls a value", new PickleBytes().op("h").op(200));
        assertRefused("recalls a value", new PickleBytes().op("j").i32(-1));
        assertTrue(refusedZip(pickle().op(".").bytes()).getMessage().contains("empty stack"));
        assertTrue(refusedZip(pickle().op("}t.").bytes()).getMessage().contains("lacks a mark"));
        assertTrue(refusedZip(pickle().op("}].").bytes()).getMessage().contains("leaves values"));
        assertTrue(refusedZip(pickle().op("}(.").bytes()).getMessage().contains("empty stack"));
    }

    @Test
    void everyCutOfAPickleIsRefused() {
        byte[] whole = dictionaryWith(new PickleBytes().integer(7)).stop();
        for (byte[] part : TorchFiles.prefixes(whole)) {
            assertTrue(refusedZip(part).getMessage().contains("its pickle"));
        }
    }

    @Test
    void nothingFollowsTheEnd() {
        byte[] whole = dictionaryWith(new PickleBytes().integer(7)).stop();
        assertTrue(refusedZip(new PickleBytes().raw(whole).op(".").bytes())
                .getMessage()
                .contains("goes on after its end"));
        assertTrue(refusedZip(new PickleBytes().raw(whole).raw(whole).bytes())
                .getMessage()
                .contains("goes on after its end"));
    }

    @Test
    void onlyInstructionsAndProtocolsOfTheListRun() {
        for (int code : List.of(0x00, 0x7f, 0xff, (int) 'd', (int) 'l', (int) 'g', (int) 'p', (int) 'I', (int) 'S')) {
            assertRefused("not allowed", new PickleBytes().op(code));
        }
        assertRefused("not allowed", new PickleBytes().op(0x80, 2));
        assertRefused(
                "byte array or an outside buffer",
                new PickleBytes().op(0x96).i64(1).op(0));
        assertRefused("byte array or an outside buffer", new PickleBytes().op(0x97));
        assertRefused(
                "byte array or an outside buffer", new PickleBytes().op("N").op(0x98));
        assertTrue(refusedZip(new PickleBytes().op(0x80, 6).op("}.").bytes())
                .getMessage()
                .contains("protocol"));
        assertTrue(refusedZip(new PickleBytes().op("}.").bytes()).getMessage().contains("protocol"));
    }

    // 6: size

    @Test
    void declaredLengthsBeyondTheEndAreRefused() {
        assertRefused("ends too early", new PickleBytes().op("X").i32(Integer.MAX_VALUE));
        assertRefused("ends too early", new PickleBytes().op("X").i32(-1));
        assertRefused("ends too early", new PickleBytes().op("T").i32(-1));
        assertRefused("ends too early", new PickleBytes().op("B").i32(-2));
        assertRefused("ends too early", new PickleBytes().op(0x8d).i64(Long.MAX_VALUE));
        assertRefused("ends too early", new PickleBytes().op(0x8e).i64(-1));
        assertRefused("ends too early", new PickleBytes().op(0x95).i64(1L << 40));
        assertRefused("integer of", new PickleBytes().op(0x8b).i32(Integer.MAX_VALUE));
        assertRefused("integer of", new PickleBytes().op(0x8b).i32(-1));
        assertRefused("name without an end", new PickleBytes().op("c" + "a".repeat(5000) + "\nb\n"));
    }

    @Test
    void aHugeNumberOfEmptyListsIsRefused() {
        assertRefused("makes more than", new PickleBytes().op("(" + "]".repeat(3_000_000) + "t"));
        assertRefused("makes more than", new PickleBytes().op("](" + "N".repeat(3_000_000) + "e"));
    }

    @Test
    void cyclesAndDeepNestingAreRefused() {
        assertRefused("deep", new PickleBytes().op("]q").op(0).op("h").op(0).op("a"));
        assertRefused(
                "deep", new PickleBytes().op("}q").op(0).text("k").op("h").op(0).op("s"));
        PickleBytes deep = new PickleBytes().op(")");
        for (int i = 0; i < 100_000; i++) {
            deep.op(0x85);
        }
        assertRefused("deep", deep);
    }

    @Test
    void exponentialSharingIsRefused() {
        PickleBytes bomb = new PickleBytes().op("]q").op(0);
        for (int i = 0; i < 40; i++) {
            bomb.op("h").op(i).op("h").op(i).op(0x86).op("q").op(i + 1);
        }
        PickleBytes items = new PickleBytes().op("(").raw(bomb.bytes()).op("t");
        assertRefused("shares containers", items);
    }

    @Test
    void repeatedWorkOnOneRecalledListIsRefused() {
        PickleBytes list = new PickleBytes().op("](");
        list.op("K").op(1).op("K").op(2).op(0x86).op("q").op(1);
        for (int i = 0; i < 100_000; i++) {
            list.op("h").op(1);
        }
        list.op("e").op(0x85).op("q").op(2).op("0");
        for (int i = 0; i < 100_000; i++) {
            list.global("collections", "OrderedDict").op("h").op(2).op("R0");
        }
        assertRefused("makes more than", list.op("N"));
    }

    // 7: tensors

    @Test
    void tensorsLieInsideTheirStorage() {
        assertTensorRefused("outside its storage", 2, 0, new long[] {3}, new long[] {1});
        assertTensorRefused("outside its storage", 2, 1, new long[] {2}, new long[] {1});
        assertTensorRefused("outside its storage", 2, 0, new long[] {2}, new long[] {2});
        assertTensorRefused("outside its storage", 2, 3, new long[] {0}, new long[] {1});
        assertTensorRefused("outside its storage", 2, -1, new long[] {1}, new long[] {1});
        assertTensorRefused("natural numbers", 2, 0, new long[] {-1}, new long[] {1});
        assertTensorRefused("natural numbers", 2, 0, new long[] {2}, new long[] {-1});
        assertTensorRefused("overflow", 2, 0, new long[] {Long.MAX_VALUE, 2}, new long[] {0, 0});
        assertTensorRefused("overflow", 2, Long.MAX_VALUE, new long[] {2}, new long[] {1});
        assertTensorRefused("overflow", 2, 0, new long[] {3}, new long[] {Long.MAX_VALUE});
        assertTensorRefused("overflow", 2, 0, new long[] {Long.MAX_VALUE}, new long[] {0});
        assertTensorRefused("sizes and", 2, 0, new long[] {2}, new long[] {1, 1});
        assertTensorRefused("dimensions", 2, 0, new long[17], new long[17]);
    }

    @Test
    void aSmallStorageIsNotBlownUpByZeroStrides() {
        assertTensorRefused("far larger than the file", 2, 0, new long[] {1 << 28}, new long[] {0});
    }

    @Test
    void storagesHaveOneTypeAndTheLengthOfTheirData() {
        assertRefused(
                "two types or sizes",
                new PickleBytes().tensor("LongStorage", "0", 2, 0, new long[] {2}, new long[] {1}));
        assertRefused("two types or sizes", new PickleBytes().vector("0", 1));
        assertRefused("lacks the data", new PickleBytes().vector("1", 2));
        assertRefused("lacks the data", new PickleBytes().vector("../0", 2));
        assertRefused("storage of", new PickleBytes().vector("1", -1));
        assertRefused("storage of", new PickleBytes().vector("1", Long.MAX_VALUE));
        byte[] pickle = pickle().op("}").text("weight").vector("0", 3).op("s").stop();
        assertTrue(refusedZip(pickle).getMessage().contains("should have 3 elements"));
    }

    private void assertTensorRefused(String because, long count, long offset, long[] shape, long[] strides) {
        assertRefused(because, new PickleBytes().tensor("FloatStorage", "0", count, offset, shape, strides));
    }

    // 12: the report

    @Test
    void everythingTheFileWantedToRunIsListed() {
        PickleBytes value = new PickleBytes()
                .op("(")
                .global("posix", "system")
                .text("touch /tmp/x")
                .op(0x85)
                .op("R")
                .global("argparse", "Namespace")
                .op(")")
                .op(0x81)
                .op("}")
                .text("command")
                .global("subprocess", "Popen")
                .op("sb")
                .text("builtins")
                .text("getattr")
                .op(0x93)
                .op("t");
        UnsafePickleException refusal =
                (UnsafePickleException) refusedZip(dictionaryWith(value).stop());
        assertEquals(
                List.of("posix.system", "argparse.Namespace", "subprocess.Popen", "builtins.getattr"),
                refusal.globals());
        refusal.globals().forEach(name -> assertTrue(refusal.getMessage().contains(name)));
    }

    @Test
    void namesThatWouldForgeTheMessageAreMasked() {
        UnsafePickleException refusal = (UnsafePickleException) refusedZip(dictionaryWith(
                        new PickleBytes().text("a\u001b[31m\u202e").text("b").op(0x93))
                .stop());
        assertFalse(refusal.getMessage().chars().anyMatch(c -> Character.isISOControl(c) || c == 0x202e));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theReportSurvivesALaterError(int errors) {
        PickleBytes value = new PickleBytes().global("os", "system").op(")R").op("h".repeat(errors));
        UnsafePickleException refusal =
                (UnsafePickleException) refusedZip(dictionaryWith(value).stop());
        assertEquals(List.of("os.system"), refusal.globals());
    }

    @Test
    void aRefusedFileLeavesNoTrace() throws Exception {
        Path trace = folder.resolve("trace");
        PickleBytes value = new PickleBytes()
                .global("os", "mkdir")
                .op("(")
                .text(trace.toString())
                .op("tR");
        refusedZip(dictionaryWith(value).stop());
        assertFalse(Files.exists(trace));
    }
}
