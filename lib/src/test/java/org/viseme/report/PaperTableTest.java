package org.viseme.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.report.PaperTable.Cell;
import org.viseme.report.PaperTable.Column;
import org.viseme.report.PaperTable.Row;
import org.viseme.report.PublishedFigures.Key;
import tech.tablesaw.api.Table;

class PaperTableTest {
    private static final PublishedFigures PUBLISHED = PublishedFigures.read();
    private static final Key ATTN = new Key("AttnWav2Lip", "1");
    private static final Column LSE_D = new Column(Measure.LSE_D, "syncnet-v2");

    private static MeasuredFigure measured(String model, String metric, String scorer, double value) {
        return new MeasuredFigure(model, "grid", "cross-driven", metric, scorer, value, value - 0.1, value + 0.1, 40);
    }

    private static Row row(PaperTable table, String method, String data) {
        return table.rows().stream()
                .filter(row -> row.method().equals(method) && row.data().equals(data))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aScoreOfOtherWeightsNeverStandsInThePublishedColumn() {
        PaperTable table = PaperTable.of(
                PUBLISHED,
                ATTN,
                List.of(
                        measured("mine", "LSE-D", "SyncNet v2", 7.5),
                        measured("mine", "lse-d", "viseme-sync", 0.4),
                        measured("mine", "LSE-D", "", 3)));
        Column other = new Column(Measure.LSE_D, "viseme-sync");
        Row mine = row(table, "mine", "grid");
        assertEquals(7.5, mine.cells().get(LSE_D).value());
        assertEquals(0.4, mine.cells().get(other).value());
        assertEquals("sync distance (viseme-sync) ↓", other.heading());
        assertEquals(
                List.of("LSE-D ↓", "LSE-C ↑", "sync distance (viseme-sync) ↓", "sync distance (scorer not named) ↓"),
                table.columns().stream().map(Column::heading).toList());
    }

    @Test
    void theRealVideosScoreStandsBesideEveryGeneratedOne() {
        PaperTable table = PaperTable.of(
                PUBLISHED,
                ATTN,
                List.of(
                        measured("close", "LSE-D", "syncnet-v2", 7.2),
                        measured("exaggerated", "LSE-D", "syncnet-v2", 6.5),
                        measured("ground truth", "LSE-D", "syncnet-v2", 6.8)));
        Cell close = row(table, "close", "grid").cells().get(LSE_D);
        Cell exaggerated = row(table, "exaggerated", "grid").cells().get(LSE_D);
        Cell real = row(table, MeasuredFigure.REAL_VIDEO, "grid").cells().get(LSE_D);
        assertEquals(6.8, close.real());
        assertFalse(close.betterThanReal());
        assertEquals(6.8, exaggerated.real());
        assertTrue(exaggerated.betterThanReal());
        assertTrue(Double.isNaN(real.real()));
        assertTrue(new TablePage(List.of(table)).markdown().contains("6.500 [6.400, 6.600] (real 6.800) †"));
    }

    @Test
    void aRealVideoMeasuredUnderAnotherProtocolServesWhereNoBetterOneIs() {
        MeasuredFigure own =
                new MeasuredFigure("real", "grid", "self-driven", "LSE-D", "syncnet-v2", 6, Double.NaN, Double.NaN, 9);
        PaperTable table = PaperTable.of(PUBLISHED, ATTN, List.of(own, measured("mine", "LSE-D", "syncnet-v2", 7)));
        assertEquals(6, row(table, "mine", "grid").cells().get(LSE_D).real());
        PaperTable both = PaperTable.of(
                PUBLISHED,
                ATTN,
                List.of(own, measured("real", "LSE-D", "syncnet-v2", 9), measured("mine", "LSE-D", "syncnet-v2", 7)));
        assertEquals(9, row(both, "mine", "grid").cells().get(LSE_D).real());
    }

    @Test
    void aPaperWithoutTheRealVideosScoreIsNamed() {
        PaperTable table = PaperTable.of(PUBLISHED, ATTN, List.of(measured("mine", "LSE-D", "syncnet-v2", 7)));
        String note = table.notes().stream()
                .filter(text -> text.startsWith("without the score"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                "without the score of the real video: LRW (published), LRS2 (published), LRS3 (published), grid (measured)",
                note);
    }

    @Test
    void publishedScoresBetterThanTheRealVideosAreMarked() {
        PaperTable table = PaperTable.of(PUBLISHED, new Key("TalkLip", "1"), List.of());
        Column confidence = new Column(Measure.LSE_C, "syncnet-v2");
        Column errors = new Column(Measure.WER1, "av-hubert-large");
        Row best = row(table, "TalkLip (g + c)", "LRS2");
        assertTrue(best.cells().get(confidence).betterThanReal()); // 8.53 against 8.25
        assertTrue(best.cells().get(errors).betterThanReal()); // 23.43 against 23.82
        Row local = row(table, "TalkLip (l)", "LRS2");
        assertFalse(local.cells().get(confidence).betterThanReal()); // 7.58
        assertFalse(local.cells().get(errors).betterThanReal()); // 45.74
        assertTrue(Double.isNaN(best.cells().get(new Column(Measure.SSIM, "")).real()));
    }

    @Test
    void anAblationTakesTheRealVideosScoreFromThePapersOtherTable() {
        PaperTable table = PaperTable.of(PUBLISHED, new Key("AV-CAT", "3"), List.of());
        Cell full = row(table, "AV-CAT", "VoxCeleb").cells().get(new Column(Measure.LSE_C, "syncnet-v2"));
        assertEquals(5.4, full.real());
    }

    @Test
    void columnsStandInThePapersOrder() {
        PaperTable table = PaperTable.of(PUBLISHED, new Key("TalkLip", "1"), List.of());
        assertEquals(
                List.of("psnr-talklip ↑", "SSIM ↑", "LSE-C ↑", "ACC ↑", "WER1 ↓", "WER2 ↓", "PSNR ↑"),
                table.columns().stream().map(Column::heading).toList());
        // as the paper prints the real video's 6.88
        assertTrue(new TablePage(List.of(table)).markdown().contains("7.28 (real 6.88) †"));
    }

    @Test
    void theSameMeasuredTwiceIsRefused() {
        List<MeasuredFigure> twice =
                List.of(measured("mine", "LSE-D", "syncnet-v2", 7), measured("mine", "lse-d", "SyncNet v2", 8));
        VisemeException problem = assertThrows(VisemeException.class, () -> PaperTable.of(PUBLISHED, ATTN, twice));
        assertTrue(problem.getMessage().contains("mine on grid (cross-driven), LSE-D"), problem.getMessage());
    }

    @Test
    void whatNoTableHasAColumnForIsTold() {
        MeasuredFigure speed = measured("mine", "frames a second", "", 50);
        assertEquals(
                List.of(speed), PaperTable.withoutTable(PUBLISHED, List.of(speed, measured("mine", "FID", "", 4))));
    }

    @Test
    void notesTellWhatTheyAreAbout() {
        PaperTable table = PaperTable.of(PUBLISHED, new Key("LPIPS-AttnWav2Lip", "1"), List.of());
        assertTrue(
                table.notes().contains("LSE-D: printed as LSR-D"), table.notes().toString());
        assertTrue(table.notes().contains("LSE-C, LSE-D: published SyncNet"));
        assertTrue(table.notes().contains("LPIPS-AttnWav2Lip: printed as Ours"));
        assertTrue(table.notes().contains("LipGAN, Speech2Vid: the figure of AttnWav2Lip's table 1"));
    }

    @Test
    void theTidyTableKeepsEveryFigure() {
        List<MeasuredFigure> mine =
                List.of(measured("mine", "LSE-D", "viseme-sync", 0.5), measured("mine", "FID", "inception-v3", 30));
        int rows = PaperTable.all(PUBLISHED, mine).stream()
                .mapToInt(table -> table.table().rowCount())
                .sum();
        // LSE-D stands in five tables, FID in one of them
        assertEquals(300 + 5 + 1, rows);
        Table table = PaperTable.of(PUBLISHED, ATTN, mine).table();
        assertEquals("sync distance", table.stringColumn("metric").get(24));
        assertEquals("viseme-sync", table.stringColumn("scorer").get(24));
        assertEquals(0.4, table.doubleColumn("low").get(24), 1e-9);
    }

    @Test
    void thePageEscapesWhatItShows(@TempDir Path folder) throws IOException {
        MeasuredFigure odd = measured("<b>mine</b> | x", "LSE-D", "syncnet-v2", 7);
        TablePage page = new TablePage(PaperTable.all(PUBLISHED, List.of(odd)));
        page.write(folder);
        String html = Files.readString(folder.resolve("tables.html"));
        assertTrue(html.contains("&lt;b&gt;mine&lt;/b&gt; | x"));
        assertFalse(html.contains("<b>"));
        assertFalse(html.contains("http"));
        assertTrue(Files.readString(folder.resolve("tables.md")).contains("<b>mine</b> \\| x"));
        // a table stands in every paper that has its measure: five of eleven have LSE-D
        assertEquals(
                1 + 300 + 5, Files.readAllLines(folder.resolve("tables.csv")).size());
    }

    @Test
    void measuredFiguresSurviveTheirFile(@TempDir Path folder) {
        Path file = folder.resolve("figures.csv");
        List<MeasuredFigure> figures = List.of(
                measured("a \"quoted\", name", "LSE-D", "viseme-sync", 7.25),
                new MeasuredFigure("real", "grid", "self-driven", "PSNR", "", 40, Double.NaN, Double.NaN, 0));
        MeasuredFigure.write(figures, file);
        assertEquals(figures, MeasuredFigure.read(file));
    }

    @Test
    void aLineThatIsNoFigureIsNamed(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("figures.csv");
        String header = "model,data,protocol,metric,scorer,value,low,high,clips\n";
        for (String line : List.of(
                "m,d,p,LSE-D,s,seven,,,4",
                "m,d,p,LSE-D,s,7,8,9,4",
                "m,d,p,LSE-D,s,7,6,,4",
                "m,d,p,LSE-D,s,,,,4",
                "m,d,p,LSE-D,s,7,,,4.5",
                "m,d,p,LSE-D,s,7",
                ",d,p,LSE-D,s,7,,,4")) {
            Files.writeString(file, header + "ok,d,p,LSE-D,s,7,,,4\n" + line + "\n");
            VisemeException problem = assertThrows(VisemeException.class, () -> MeasuredFigure.read(file), () -> line);
            assertTrue(problem.getMessage().contains("figures.csv, line 3"), problem.getMessage());
        }
        Files.writeString(file, "model,value\nm,7\n");
        assertTrue(assertThrows(VisemeException.class, () -> MeasuredFigure.read(file))
                .getMessage()
                .contains("data, protocol, metric"));
    }
}
