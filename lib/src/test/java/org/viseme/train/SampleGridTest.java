package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.media.RgbImage;

class SampleGridTest {
    private static final int SIZE = 96;

    @TempDir
    Path folder;

    private static RgbImage noise(long seed) {
        RgbImage image = RgbImage.black(SIZE, SIZE);
        new Random(seed).nextBytes(image.bytes());
        return image;
    }

    private static SampleGrid grid() {
        return new SampleGrid(List.of(noise(1), noise(2)), List.of(noise(3), noise(4)), List.of(noise(5), noise(6)));
    }

    @Test
    void whatARunDrewComesBackByStep() {
        RunFolder run = RunFolder.open(folder, false);
        run.sample(200, grid().picture());
        run.sample(50, grid().picture());
        var grids = SampleGrid.ofRun(folder);
        assertEquals(List.of(50L, 200L), List.copyOf(grids.keySet()));
        SampleGrid read = grids.get(200L);
        assertEquals(2, read.drawn().size());
        assertArrayEquals(noise(2).bytes(), read.reference().get(1).bytes());
        assertArrayEquals(noise(3).bytes(), read.drawn().get(0).bytes());
        assertArrayEquals(noise(6).bytes(), read.truth().get(1).bytes());
        assertTrue(SampleGrid.ofRun(folder.resolve("nothing")).isEmpty());
    }

    @Test
    void softMouthsAreLessSharpThanTheTruth() {
        RgbImage soft = noise(5).resize(24, 24).resize(SIZE, SIZE);
        List<RgbImage> truth = List.of(noise(5));
        assertEquals(1, new SampleGrid(truth, truth, truth).sharpness(), 1e-12);
        assertTrue(new SampleGrid(truth, List.of(soft), truth).sharpness() < 0.2);
    }

    @Test
    void rowsHaveTheSameLength() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new SampleGrid(List.of(noise(1)), List.of(noise(1), noise(2)), List.of(noise(1))));
    }
}
