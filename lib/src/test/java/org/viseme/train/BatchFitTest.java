package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchScript;

class BatchFitTest {
    private static final RuntimeException FULL = new IllegalStateException(
            "step failed", new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has ..."));

    private static IntConsumer fitsUpTo(int largest, List<Integer> tried) {
        return batch -> {
            tried.add(batch);
            if (batch > largest) {
                throw FULL;
            }
        };
    }

    @Test
    void theLargestHalfThatFitsIsNamed() {
        List<Integer> tried = new ArrayList<>();
        RuntimeException told = BatchFit.explain(FULL, "clips", 80, fitsUpTo(25, tried));
        assertInstanceOf(VisemeException.class, told);
        assertEquals(
                "clips 80: does not fit into the memory of the device; 20 does: --set clips=20", told.getMessage());
        assertEquals(List.of(40, 20), tried);
        assertSame(FULL, told.getCause());
    }

    @Test
    void whereNothingFitsNoSizeIsNamed() {
        List<Integer> tried = new ArrayList<>();
        RuntimeException told = BatchFit.explain(FULL, "batch", 5, fitsUpTo(0, tried));
        assertTrue(told.getMessage().contains("nor does a smaller one"), told.getMessage());
        assertFalse(told.getMessage().contains("--set"), told.getMessage());
        assertEquals(List.of(2, 1), tried);
    }

    @Test
    void otherErrorsStayWhatTheyAre() {
        RuntimeException other = new IllegalStateException("shapes differ");
        assertSame(other, BatchFit.explain(other, "batch", 80, batch -> {
            throw new AssertionError("nothing is to be tried");
        }));
        RuntimeException inTrial = assertThrows(
                IllegalStateException.class,
                () -> BatchFit.explain(FULL, "batch", 80, batch -> {
                    throw other;
                }));
        assertSame(other, inTrial);
    }

    /** More than any address space holds, so nothing is really allocated. */
    @Test
    void libtorchsOwnErrorsAreRecognised() {
        Shape petabytes = new Shape(1L << 50);
        try (NDManager manager = Torch.newManager(Device.cpu());
                GradientScope off = GradientScope.off()) {
            IntConsumer step = batch -> {
                NDArray all = manager.create(1f).broadcast(new Shape(batch > 8 ? 1L << 50 : batch));
                TorchScript.of(List.of("x"), "return torch.add(x, 1.0)").apply(all);
            };
            RuntimeException direct = assertThrows(EngineException.class, () -> manager.zeros(petabytes));
            RuntimeException inScript = assertThrows(EngineException.class, () -> step.accept(32));
            for (RuntimeException problem : List.of(direct, inScript)) {
                RuntimeException told = BatchFit.explain(problem, "batch", 32, step);
                assertTrue(told.getMessage().endsWith("8 does: --set batch=8"), told.getMessage());
            }
        }
    }
}
