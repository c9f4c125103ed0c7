package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.BatchLoader;
import org.viseme.data.ClipStore;
import org.viseme.data.LipBatch;
import org.viseme.data.SamplerSettings;
import org.viseme.data.Split;
import org.viseme.data.TestClips;
import org.viseme.media.RgbImage;

class LipSampleTest {
    @TempDir
    Path folder;

    @Test
    void theLowerHalfIsHiddenAndTheReferenceIsFromAnotherTime() {
        ClipStore store = TestClips.trainingStore(folder);
        try (BatchLoader loader =
                BatchLoader.open(store, Split.TRAIN, SamplerSettings.of(4, 7).withFrames(5), 0)) {
            LipBatch batch = loader.next();
            for (int i = 0; i < batch.size(); i++) {
                LipSample sample = LipSample.of(batch, i);
                assertEquals(batch.clips().get(i), sample.clip());
                assertTrue(Math.abs(sample.frame() - sample.referenceFrame()) >= 5, "the windows overlap");
                for (int k = 0; k < 5; k++) {
                    RgbImage target = sample.target().get(k);
                    byte[] seen = sample.masked().get(k).bytes();
                    int half = seen.length / 2;
                    assertArrayEquals(
                            Arrays.copyOf(target.bytes(), half), Arrays.copyOf(seen, half), "the upper half is shown");
                    assertArrayEquals(new byte[half], Arrays.copyOfRange(seen, half, 2 * half));
                    // in these clips red tells the frame's number, up to what the store's compression changes
                    assertEquals(8 * (sample.frame() + k), target.get(48, 48, 0), 4);
                }
                int mels = LipBatch.MEL_BANDS * LipBatch.MEL_COLUMNS;
                assertEquals(batch.mels()[i * 5 * mels + 3 * LipBatch.MEL_COLUMNS + 2], sample.mel()[3][2]);
            }
        }
    }
}
