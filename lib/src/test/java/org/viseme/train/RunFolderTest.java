package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.torch.Torch;

/** The last good checkpoint survives what can go wrong with the next one. */
class RunFolderTest {
    private final NDManager manager = Torch.newManager(Device.cpu());
    private final NDArray weight = manager.ones(new Shape(4000));
    private final NDArray moment = manager.zeros(new Shape(4000));
    private final Map<String, NDArray> network = Map.of("weight", weight);
    private final Map<String, NDArray> optimizer = Map.of("weight.exp_avg", moment);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        manager.close();
    }

    private void assertResumes(Path run, long step, float value) {
        weight.muli(0);
        assertEquals(
                step,
                RunFolder.open(run, true).resume(parts(network, optimizer)).step());
        float[] expected = new float[4000];
        Arrays.fill(expected, value);
        assertArrayEquals(expected, weight.toFloatArray());
    }

    @Test
    void aFullDiskLeavesTheLastCheckpoint() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/mount")), "skipped: there is no mount here");
        Path disk = Files.createDirectory(folder.resolve("small disk"));
        int mounted = call("/bin/mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk.toString());
        assumeTrue(mounted == 0, "skipped: only root can make a small disk");
        try {
            RunFolder run = RunFolder.open(disk, false);
            CsvLog log = run.log("metrics.csv", List.of("step", "loss"), 0);
            run.save(100, parts(network, optimizer), Map.of());
            Set<Path> before = files(disk);
            fill(disk.resolve("somebody else's"));
            weight.addi(1);
            VisemeException problem =
                    assertThrows(VisemeException.class, () -> run.save(200, parts(network, optimizer), Map.of()));
            assertTrue(problem.getMessage().contains("disk is full"), problem.getMessage());
            assertTrue(problem.getMessage().contains("resume.safetensors"), problem.getMessage());
            VisemeException line = assertThrows(VisemeException.class, () -> {
                // what the table's last block still holds is soon full
                for (int step = 0; step < 1000; step++) {
                    log.add(step, 0.123456789);
                }
            });
            assertTrue(line.getMessage().contains("metrics.csv"), line.getMessage());
            assertTrue(line.getMessage().contains("disk is full"), line.getMessage());

            Files.delete(disk.resolve("somebody else's"));
            assertEquals(before, files(disk));
            assertResumes(disk, 100, 1);
            weight.addi(2);
            run.save(300, parts(network, optimizer), Map.of());
            assertResumes(disk, 300, 3);
        } finally {
            // a checkpoint that was read stays mapped for a while
            call("/bin/umount", "--lazy", disk.toString());
        }
    }

    @Test
    void aStateThatIsNotFiniteIsNotSaved() {
        RunFolder run = RunFolder.open(folder, false);
        run.save(100, parts(network, optimizer), Map.of());
        weight.addi(1);
        moment.divi(0);
        VisemeException problem =
                assertThrows(VisemeException.class, () -> run.save(200, parts(network, optimizer), Map.of()));
        assertTrue(problem.getMessage().contains("weight.exp_avg is not finite at step 200"), problem.getMessage());
        assertTrue(problem.getMessage().contains("lower learningRate"), problem.getMessage());
        assertResumes(folder, 100, 1);
    }

    private static Set<Path> files(Path disk) throws IOException {
        try (Stream<Path> files = Files.walk(disk)) {
            return files.collect(Collectors.toSet());
        }
    }

    private static void fill(Path file) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] block = new byte[4096];
            assertThrows(IOException.class, () -> {
                while (true) {
                    out.write(block);
                }
            });
        }
    }

    private static int call(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static Map<String, Map<String, NDArray>> parts(
            Map<String, NDArray> network, Map<String, NDArray> optimizer) {
        return Map.of("network", network, "optimizer", optimizer);
    }
}
