package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.viseme.torch.MemoryFormat;
import org.viseme.torch.Torch;

class TrainBenchmarkTest {
    @BeforeAll
    static void leaveOtherCoresAlone() {
        Torch.setThreads(1);
    }

    private static TrainBenchmark benchmark(Wav2LipRecipe recipe) {
        return new TrainBenchmark(recipe, List.of(), Device.cpu(), MemoryFormat.CONTIGUOUS);
    }

    @Test
    void everyPartOfAStepIsMeasured() {
        TrainBenchmark.Result result =
                benchmark(Wav2LipRecipe.tinyGan().withChannels(1).withBatch(1)).measure(3);
        assertEquals(5, result.images());
        assertTrue(result.forward() > 0 && result.backward() > 0 && result.optimizer() > 0, result.toString());
        // Nothing of the bare work can be missing from the step; machines that do other things are not exact.
        assertTrue(result.step() > 0.5 * (result.forward() + result.backward()), result.toString());
        assertTrue(result.teraflops() > 0 && result.shareOfProduct() < 2, result.toString());
    }

    @Test
    void operationsGrowWithTheBatchAndWithTheLosses() {
        Wav2LipRecipe gan = Wav2LipRecipe.tinyGan().withChannels(1);
        double one = benchmark(gan.withBatch(1)).measure(1).operations();
        assertEquals(2 * one, benchmark(gan.withBatch(2)).measure(1).operations(), 1);
        double drawing = benchmark(gan.withAdversarialWeight(0).withBatch(1).withoutExpert())
                .measure(1)
                .operations();
        assertTrue(drawing < one, drawing + " of " + one);
    }

    /** The command for the long form: {@code ./viseme bench train --flat 2000}. */
    @Test
    @Tag("slow")
    void memoryStaysFlatAfterTheFirstHundredSteps() {
        TrainBenchmark.Growth growth =
                benchmark(Wav2LipRecipe.tinyGan().withChannels(1).withBatch(1)).growth(300);
        assertTrue(growth.resident() < 0.05, growth.toString());
    }
}
