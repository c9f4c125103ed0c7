package org.viseme.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;

/** States keep their order, and differences are told completely and readably. */
class StateDictTest {
    private static TensorData zeros(long... shape) {
        return TensorData.of(new float[(int) TensorData.elements(shape)], shape);
    }

    @Test
    void namesKeepTheirOrder() {
        StateDict state = new StateDict().put("z", zeros(1)).put("a", zeros(2)).put("m", zeros(3));
        assertEquals(List.of("z", "a", "m"), List.copyOf(state.names()));
        assertEquals(6, state.elements());
        assertThrows(IllegalArgumentException.class, () -> state.get("missing"));
    }

    @Test
    void prefixesAreAddedTakenAndSelected() {
        StateDict state = new StateDict().put("a", zeros(1)).put("b", zeros(2));
        assertEquals(state, state.prefixed("module.").withoutPrefix("module."));
        assertEquals(
                state,
                state.prefixed("net.")
                        .putAll(new StateDict().put("x", zeros(1)))
                        .subset("net."));
        StateDict mixed = new StateDict().put("module.a", zeros(1)).put("b", zeros(1));
        assertSame(mixed, mixed.withoutPrefix("module."));
        assertThrows(IllegalArgumentException.class, () -> state.renamed(name -> "same"));
    }

    @Test
    void differencesAreATableAndOneLine() {
        Map<String, long[]> needed = new LinkedHashMap<>();
        needed.put("conv.weight", new long[] {64, 3, 7, 7});
        needed.put("conv.bias", new long[] {64});
        needed.put("scale", new long[0]);
        StateDict found = new StateDict()
                .put("conv.weight", zeros(64, 3, 3, 3))
                .put("scale", zeros())
                .put("extra.running_mean", zeros(4));
        Differences differences = StateDict.compare(needed, found);
        assertEquals(List.of("conv.bias"), differences.missing());
        assertEquals(List.of("extra.running_mean"), differences.unexpected());
        assertEquals(
                List.of(new Differences.WrongShape("conv.weight", "[64, 3, 7, 7]", "[64, 3, 3, 3]")),
                differences.wrongShape());
        List<String> lines = differences.toString().lines().toList();
        assertEquals("missing      conv.bias", lines.get(0));
        assertEquals("unexpected   extra.running_mean", lines.get(1));
        assertEquals("wrong shape  conv.weight         needed [64, 3, 7, 7], found [64, 3, 3, 3]", lines.get(2));
        Differences.MismatchException mismatch =
                assertThrows(Differences.MismatchException.class, () -> differences.orThrow("net.pth"));
        assertTrue(mismatch.getMessage()
                .startsWith("net.pth: does not fit the model: 1 missing (conv.bias), 1 unexpected"));
        assertFalse(mismatch.getMessage().contains("\n"));
        assertEquals(differences, mismatch.differences());
        assertTrue(mismatch instanceof VisemeException);
    }

    @Test
    void aFittingStateHasNoDifferences() {
        StateDict state = new StateDict().put("a", zeros(1));
        Differences none = StateDict.compare(state, new StateDict().put("a", zeros(1).as(DType.F16)));
        assertTrue(none.isEmpty());
        none.orThrow("net.pth");
    }

    @Test
    void halvingLeavesIntegersAlone() {
        StateDict half = new StateDict()
                .put("w", zeros(1))
                .put("steps", TensorData.of(new long[] {70_000}))
                .as(DType.F16);
        assertEquals(DType.F16, half.get("w").dtype());
        assertEquals(70_000, half.get("steps").toLongs()[0]);
    }
}
