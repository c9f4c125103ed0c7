package org.viseme.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.viseme.report.PublishedFigures.Key;

class PublishedFiguresTest {
    private static final PublishedFigures FIGURES = PublishedFigures.read();

    /** Rows times columns of the printed table, less its empty cells. */
    @ParameterizedTest
    @CsvSource({
        "AttnWav2Lip, 1, 24",
        "LPIPS-AttnWav2Lip, 1, 48",
        "LPIPS-AttnWav2Lip, 2, 8",
        "LPIPS-AttnWav2Lip, 3, 6",
        "LPIPS-AttnWav2Lip, 4, 6",
        "TalkLip, 1, 100",
        "TalkLip, 2, 16",
        "TalkLip, 7, 20",
        "AV-CAT, 1, 40",
        "AV-CAT, 2, 12",
        "AV-CAT, 3, 20"
    })
    void everyCellOfATableIsThere(String paper, String table, int cells) {
        assertEquals(cells, FIGURES.of(new Key(paper, table)).size());
    }

    @Test
    void thereAreNoOtherTables() {
        assertEquals(11, FIGURES.tables().size());
        assertEquals(300, FIGURES.figures().size());
    }

    @ParameterizedTest
    @CsvSource({
        "AttnWav2Lip, 1, Speech2Vid, LRW, LSE-D, 13.14",
        "AttnWav2Lip, 1, AttnWav2Lip, LRS2, LSE-C, 6.530",
        "AttnWav2Lip, 1, AttnWav2Lip, LRS3, LSE-D, 8.934",
        "LPIPS-AttnWav2Lip, 1, Wav2Lip-GAN, LRS3, FID, 4.054",
        "LPIPS-AttnWav2Lip, 1, LPIPS-AttnWav2Lip, LRS2, LSE-D, 6.834",
        "LPIPS-AttnWav2Lip, 2, CBAM + 1 alignment, LRS2, LSE-C, 6.837",
        "LPIPS-AttnWav2Lip, 3, CBAM + LPIPS, LRS2, LSE-D, 6.972",
        "LPIPS-AttnWav2Lip, 4, LPIPS-AttnWav2Lip, LRS2, MOS-sync, 3.771",
        "TalkLip, 1, real video, LRS2, WER1, 23.82",
        "TalkLip, 1, TalkLip (g + c), LRS2, WER1, 23.43",
        "TalkLip, 1, ATVGnet, LRS2, WER1, 113.69",
        "TalkLip, 1, SyncTalkFace, LRW, PSNR, 33.13",
        "TalkLip, 1, TalkLip (l), LRW, psnr-talklip, 31.24",
        "TalkLip, 2, TalkLip (g + c), LRW, MOS-intelligibility, 3.76",
        "TalkLip, 7, TalkLip (g), LRS2, LSE-D, 6.01",
        "AV-CAT, 1, MakeItTalk, VoxCeleb, LMD, 29.13",
        "AV-CAT, 1, real video, LRW, LSE-C, 6.5",
        "AV-CAT, 2, AV-CAT, VoxCeleb + LRW, MOS-quality, 4.30",
        "AV-CAT, 3, AV-CAT without sync loss, VoxCeleb, PSNR, 32.93"
    })
    void valuesAreThosePrinted(String paper, String table, String method, String data, String metric, String value) {
        assertEquals(new BigDecimal(value), value(paper, table, method, data, metric));
    }

    @Test
    void gainsThatTalkLipsTextTellsFollowFromItsTables() {
        String plain = "TalkLip (l)";
        String blind = "TalkLip (l) without lip-reading loss";
        assertEquals(
                new BigDecimal("26.5"),
                value("TalkLip", "1", blind, "LRS2", "WER2").subtract(value("TalkLip", "1", plain, "LRS2", "WER2")));
        assertEquals(
                new BigDecimal("31.20"),
                value("TalkLip", "1", plain, "LRW", "ACC").subtract(value("TalkLip", "1", blind, "LRW", "ACC")));
        assertEquals(
                new BigDecimal("3.39"),
                value("TalkLip", "1", "TalkLip (l + c)", "LRW", "ACC")
                        .subtract(value("TalkLip", "1", plain, "LRW", "ACC")));
    }

    @Test
    void figuresThatStandInTwoTablesAgree() {
        for (String metric : List.of("LSE-C", "LSE-D")) {
            for (String method : List.of("AttnWav2Lip", "LPIPS-AttnWav2Lip")) {
                BigDecimal first = value("LPIPS-AttnWav2Lip", "1", method, "LRS2", metric);
                assertEquals(first, value("LPIPS-AttnWav2Lip", "2", method, "LRS2", metric));
                assertEquals(first, value("LPIPS-AttnWav2Lip", "3", method, "LRS2", metric));
            }
        }
        for (String metric : List.of("SSIM", "PSNR", "LMD", "LSE-C")) {
            assertEquals(
                    value("AV-CAT", "1", "AV-CAT", "VoxCeleb", metric),
                    value("AV-CAT", "3", "AV-CAT", "VoxCeleb", metric));
        }
        for (PublishedFigure figure : FIGURES.figures()) {
            if (figure.note().contains("AttnWav2Lip's table 1")) {
                BigDecimal source = value(
                        "AttnWav2Lip",
                        "1",
                        figure.method(),
                        figure.dataset(),
                        figure.measure().label());
                assertEquals(0, source.compareTo(figure.value()), figure.toString());
            }
        }
    }

    @Test
    void noCellStandsTwice() {
        Set<List<Object>> seen = new HashSet<>();
        for (PublishedFigure figure : FIGURES.figures()) {
            assertTrue(
                    seen.add(List.of(
                            figure.paper(), figure.table(), figure.method(), figure.dataset(), figure.measure())),
                    figure.toString());
        }
    }

    @Test
    void misprintedNamesAreReadAsWhatTheyMean() {
        assertTrue(FIGURES.of("LPIPS-AttnWav2Lip").stream()
                .filter(figure -> figure.measure() == Measure.LSE_D)
                .allMatch(figure -> figure.note().contains("printed as LSR-D")));
        assertFalse(FIGURES.figures().stream()
                .map(PublishedFigure::method)
                .collect(Collectors.toSet())
                .contains("Ours"));
    }

    @Test
    void theTableHasARowAFigure() {
        assertEquals(300, FIGURES.table().rowCount());
        assertEquals(
                FIGURES.figures().getLast().value().doubleValue(),
                FIGURES.table().doubleColumn("value").get(299));
    }

    private static BigDecimal value(String paper, String table, String method, String data, String metric) {
        return FIGURES.of(new Key(paper, table)).stream()
                .filter(figure -> figure.method().equals(method)
                        && figure.dataset().equals(data)
                        && figure.measure() == Measure.of(metric).orElseThrow())
                .map(PublishedFigure::value)
                .findFirst()
                .orElseThrow();
    }
}
