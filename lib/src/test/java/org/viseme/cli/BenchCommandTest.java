package org.viseme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.viseme.torch.Torch;
import picocli.CommandLine;

class BenchCommandTest {
    private final StringWriter printed = new StringWriter();

    private int bench(String... arguments) {
        Torch.setThreads(1);
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(printed)).setErr(new PrintWriter(printed));
        return command.execute(arguments);
    }

    @Test
    void everyCombinationHasItsFigures() {
        int code = bench(
                "bench",
                "train",
                "--channels",
                "1",
                "--batch",
                "1,2",
                "--losses",
                "l1",
                "--precision",
                "fp32,bf16",
                "--steps",
                "1",
                "--device",
                "cpu");
        assertEquals(0, code, printed.toString());
        for (String precision : new String[] {"fp32", "bf16"}) {
            for (int batch : new int[] {1, 2}) {
                String name = "train 1 channels, %s, l1, batch %d: ".formatted(precision, batch);
                assertTrue(printed.toString().contains(name + "images/s"), printed.toString());
                assertTrue(printed.toString().contains(name + "TFLOP/s"), printed.toString());
            }
        }
    }

    @Test
    void pointsInAPlaneAreTimed() {
        assertEquals(0, bench("bench", "embedding", "--points", "100"), printed.toString());
        assertTrue(
                printed.toString().contains("embedding, 100 points of 512 values: t-SNE, seconds"), printed.toString());
        assertEquals(4, printed.toString().lines().count());
    }

    @Test
    void aBatchOfBrokenWindowsIsRefusedInOneLine() {
        assertEquals(1, bench("bench", "train", "--losses", "gan", "--batch", "7", "--device", "cpu"));
        assertTrue(printed.toString().contains("multiples of 5"), printed.toString());
        assertEquals(1, printed.toString().lines().count());
    }
}
