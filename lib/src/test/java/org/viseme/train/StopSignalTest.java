package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.torch.Torch;

class StopSignalTest {
    @TempDir
    Path folder;

    @Test
    void anInterruptEndsTheLoopAndIsTakenAway() {
        try (StopSignal stop = StopSignal.listen()) {
            assertFalse(stop.isStopped());
            Thread.currentThread().interrupt();
            assertTrue(stop.isStopped());
            assertFalse(Thread.currentThread().isInterrupted(), "an interrupted thread cannot write files");
            assertTrue(stop.isStopped(), "it stays stopped");
        }
    }

    @ParameterizedTest
    @CsvSource({"INT, 2", "TERM, 15"})
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals are sent with kill")
    void aProcessThatIsAskedToEndSavesFirst(String signal, int number) throws Exception {
        Path saved = folder.resolve("saved.safetensors");
        Process process = start(Loop.class, saved);
        try {
            awaitLine(process, "stepping");
            assumeFalse(
                    ignores(process, number), "skipped: SIG" + signal + " is ignored by all processes started here");
            kill(process, signal);
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it did not end");
        } finally {
            process.destroyForcibly();
        }
        assertEquals(128 + number, process.exitValue());
        Checkpoint checkpoint = Checkpoint.read(saved);
        double steps = Double.parseDouble(checkpoint.metadata().get("steps"));
        assertTrue(steps > 0);
        assertEquals(steps, checkpoint.state().get("sum").toFloats()[0]);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "signals are sent with kill")
    void aLoopThatNeverEndsDoesNotHoldTheProcessForEver() throws Exception {
        Process process = start(DeafLoop.class, folder);
        try {
            awaitLine(process, "stepping");
            long begin = System.nanoTime();
            kill(process, "TERM");
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it did not end");
            assertTrue(System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(900), "it was not given its time");
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(Class<?> program, Path argument) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        // Surefire starts from a jar that only names the class path
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        program.getName(),
                        argument.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void awaitLine(Process process, String line) throws IOException {
        assertEquals(line, process.inputReader(StandardCharsets.UTF_8).readLine());
    }

    private static void kill(Process process, String signal) throws Exception {
        assertEquals(
                0,
                new ProcessBuilder("kill", "-" + signal, "" + process.pid())
                        .start()
                        .waitFor());
    }

    /** A program started by a shell in the background inherits that interrupts are ignored. */
    private static boolean ignores(Process process, int signal) throws IOException {
        Path status = Path.of("/proc", "" + process.pid(), "status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) >> (signal - 1) & 1) == 1);
    }

    /** Adds up ones, and saves the sum when it is stopped, as late as a large network would be saved. */
    static final class Loop {
        private Loop() {}

        public static void main(String[] arguments) throws InterruptedException {
            try (NDManager manager = Torch.newManager(Device.cpu());
                    StopSignal stop = StopSignal.listen()) {
                NDArray sum = manager.create(new float[] {0});
                int steps = 0;
                while (!stop.isStopped()) {
                    sum.addi(1);
                    if (++steps == 3) {
                        System.out.println("stepping");
                    }
                    Thread.sleep(10);
                }
                Thread.sleep(500);
                new Checkpoint(NetworkState.copyOf(Map.of("sum", sum)))
                        .with("steps", "" + steps)
                        .save(Path.of(arguments[0]));
            }
        }
    }

    /** Never looks at its signal. */
    static final class DeafLoop {
        private DeafLoop() {}

        public static void main(String[] arguments) throws InterruptedException {
            try (StopSignal stop = StopSignal.listen(Duration.ofSeconds(1))) {
                System.out.println("stepping");
                Thread.sleep(Duration.ofMinutes(5));
            }
        }
    }
}
