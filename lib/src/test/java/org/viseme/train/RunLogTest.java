package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
    @TempDir
    Path folder;

    @Test
    void columnsComeBackAsTheyWereLogged() {
        Path file = folder.resolve("metrics.csv");
        CsvLog log = CsvLog.open(file, List.of("step", "l1", "sync"), 0);
        log.add(10, 0.25, Double.NaN);
        log.add(20, 0.125, 0.7);
        RunLog read = RunLog.read(file);
        assertArrayEquals(new double[] {10, 20}, read.column("step"));
        assertArrayEquals(new double[] {0.25, 0.125}, read.column("l1"));
        assertArrayEquals(new double[] {Double.NaN, 0.7}, read.column("sync"));
        assertThrows(IllegalArgumentException.class, () -> read.column("psnr"));
    }

    @Test
    void aTrainingThatHasNotBegunHasAnEmptyTable() {
        assertEquals(0, RunLog.read(folder.resolve("none.csv")).column("step").length);
    }
}
