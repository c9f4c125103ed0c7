package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SimilarityHistogramTest {
    @Test
    void histogramsApartDoNotOverlap() {
        SimilarityHistogram windows = new SimilarityHistogram();
        windows.add(0.9, List.of(0.1, 0.2));
        windows.add(0.8, List.of(0.3));
        assertEquals(0, windows.overlap(), 1e-12);
    }

    @Test
    void equalHistogramsOverlapWhole() {
        SimilarityHistogram windows = new SimilarityHistogram();
        windows.add(0.501, List.of(0.505, 0.509));
        windows.add(0.705, List.of(0.715));
        assertEquals(1, windows.overlap(), 1e-12);
    }

    /** In sync 0.5, 0.5, 0.9, 0.9; out of sync half of one vote at 0.5, the rest at 0.1: an eighth is common to both. */
    @Test
    void overlapIsTheCommonArea() {
        SimilarityHistogram windows = new SimilarityHistogram();
        windows.add(0.505, List.of(0.505, 0.105));
        windows.add(0.505, List.of(0.105));
        windows.add(0.905, List.of(0.105));
        windows.add(0.905, List.of(0.105));
        assertEquals(0.125, windows.overlap(), 1e-12);
    }
}
