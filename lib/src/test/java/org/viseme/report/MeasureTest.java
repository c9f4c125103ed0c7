package org.viseme.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeasureTest {
    /** The arrows in the papers' headings. */
    @Test
    void directionsAreThoseOfThePapers() {
        Set<Measure> lower = EnumSet.of(Measure.LSE_D, Measure.WER1, Measure.WER2, Measure.LMD, Measure.FID);
        for (Measure measure : Measure.values()) {
            assertEquals(!lower.contains(measure), measure.higherIsBetter(), measure.label());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLabelNamesOneMeasureWhateverItsCase(Measure measure) {
        assertEquals(Optional.of(measure), Measure.of(measure.label()));
        assertEquals(Optional.of(measure), Measure.of(" " + measure.label().toLowerCase() + " "));
    }

    @Test
    void onlyThePublishedWeightsGiveAPublishedFigure() {
        assertTrue(Measure.LSE_D.isPublished("SyncNet v2"));
        assertTrue(Measure.LSE_D.isPublished("syncnet-v2"));
        assertFalse(Measure.LSE_D.isPublished("viseme-sync"));
        assertFalse(Measure.LSE_D.isPublished(""));
        assertTrue(Measure.PSNR.isPublished(""));
        assertFalse(Measure.LMD.isPublished(""));
    }

    @Test
    void beatingTheRealVideoIsSuspiciousForSpeechAlone() {
        assertTrue(Measure.LSE_D.overArticulated(6.9, 7));
        assertFalse(Measure.LSE_D.overArticulated(7, 7));
        assertTrue(Measure.LSE_C.overArticulated(7.1, 7));
        assertFalse(Measure.LSE_C.overArticulated(6.9, 7));
        assertFalse(Measure.MOS_SYNC.overArticulated(5, 4));
        assertFalse(Measure.SSIM.overArticulated(2, 1));
    }
}
