package org.viseme.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.report.RatingAnalysis.Opinion;
import org.viseme.report.RatingAnalysis.Preference;
import org.viseme.report.RatingKey.Kind;
import org.viseme.report.RatingKey.Trial;

class RatingAnalysisTest {
    private static final String HEADER =
            "study,rater,trial,kind,left,right,question,answer,position,seconds,watched,answered_at\n";
    /** Two clips by two models: a score of sync for each, and the models compared on each clip. */
    private static final RatingKey KEY = key();

    @TempDir
    private Path folder;

    private static RatingKey key() {
        Map<String, Trial> trials = new LinkedHashMap<>();
        for (String clip : List.of("1", "2")) {
            for (String model : List.of("x", "y")) {
                trials.put(
                        "s" + model + clip,
                        new Trial(
                                "s" + model + clip,
                                Kind.RATING,
                                List.of("sync"),
                                clip,
                                "v" + model + clip,
                                "",
                                model,
                                ""));
            }
        }
        trials.put("p1", new Trial("p1", Kind.PAIR, List.of("preference"), "1", "vx1", "vy1", "x", "y"));
        // the other way round on the second clip
        trials.put("p2", new Trial("p2", Kind.PAIR, List.of("preference"), "2", "vy2", "vx2", "y", "x"));
        return new RatingKey("abc", trials);
    }

    private static String score(String rater, String model, int clip, int score) {
        return score(rater, model, clip, score, "2030-01-01T00:00:00Z");
    }

    private static String score(String rater, String model, int clip, int score, String at) {
        return "abc,%1$s,s%2$s%3$d,rating,v%2$s%3$d,,sync,%4$d,1,2.5,1.00,%5$s\n"
                .formatted(rater, model, clip, score, at);
    }

    private static String pair(String rater, int clip, String left, String answer) {
        String right = left.equals("x") ? "y" : "x";
        return "abc,%1$s,p%2$d,pair,v%3$s%2$d,v%4$s%2$d,preference,%5$s,5,3.5,1.00,2030-01-01T00:00:00Z\n"
                .formatted(rater, clip, left, right, answer);
    }

    private Path file(String name, String... lines) {
        Path file = folder.resolve(name);
        try {
            return Files.writeString(file, HEADER + String.join("", lines));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RatingAnalysis analyse(Path... files) {
        return RatingAnalysis.of(KEY, List.of(files));
    }

    @Test
    void scoresAreAveragedByRaterFirst() {
        RatingAnalysis analysis = analyse(
                file("a.csv", score("a", "x", 1, 2), score("a", "x", 2, 4)),
                file("b.csv", score("b", "x", 1, 5), score("b", "x", 2, 5)),
                file("c.csv", score("c", "x", 1, 4)));
        Opinion opinion = analysis.opinions().getFirst();
        // the raters' means are 3, 5 and 4; all scores are 2, 4, 5, 5 and 4, with mean 4 and squares that sum to 6
        assertEquals(4, opinion.mean(), 1e-12);
        assertEquals(Math.sqrt(6 / 4.0), opinion.deviation(), 1e-12);
        assertEquals(4 - 4.3027 / Math.sqrt(3), opinion.low(), 1e-4);
        assertEquals(4 + 4.3027 / Math.sqrt(3), opinion.high(), 1e-4);
        assertEquals(5, opinion.scores());
        assertEquals(3, opinion.raters());
        assertEquals(2, opinion.clips());
        assertEquals("x", opinion.model());
        assertEquals(Question.SYNC, opinion.question());
    }

    @Test
    void oneRaterGivesNoInterval() {
        Opinion opinion =
                analyse(file("a.csv", score("a", "x", 1, 2))).opinions().getFirst();
        assertEquals(2, opinion.mean());
        assertTrue(Double.isNaN(opinion.low()) && Double.isNaN(opinion.high()));
    }

    @Test
    void aWinnerIsFoundOnWhicheverSideItStood() {
        // x wins each time: on the left, on the right, as the key's first and as its second
        RatingAnalysis analysis = analyse(
                file("a.csv", pair("a", 1, "x", "left"), pair("a", 2, "x", "left")),
                file("b.csv", pair("b", 1, "y", "right"), pair("b", 2, "y", "right")));
        Preference preference = analysis.preferences().getFirst();
        assertEquals(1, analysis.preferences().size());
        assertEquals(List.of("x", "y"), List.of(preference.first(), preference.second()));
        assertEquals(4, preference.wins());
        assertEquals(0, preference.losses());
        assertEquals(2 / 16.0, preference.probability(), 1e-12);
        assertEquals(2, preference.ratersFor());
        assertEquals(2 / 4.0, preference.ratersProbability(), 1e-12);
        assertEquals(0.5, analysis.leftShare());
    }

    @Test
    void equalAnswersAreCountedAndTakeNoPartInTheTest() {
        Preference preference = analyse(
                        file("a.csv", pair("a", 1, "x", "equal"), pair("a", 2, "x", "equal")),
                        file("b.csv", pair("b", 1, "x", "right"), pair("b", 2, "x", "equal")))
                .preferences()
                .getFirst();
        assertEquals(0, preference.wins());
        assertEquals(1, preference.losses());
        assertEquals(3, preference.equal());
        assertEquals(1, preference.probability());
        assertEquals(0, preference.ratersFor());
        assertEquals(1, preference.ratersAgainst());
        assertEquals(0, preference.share());
    }

    @Test
    void aSpoiltLineIsToldAndCostsNoOther() {
        List<String> spoilt = List.of(
                score("a", "x", 1, 6),
                score("a", "x", 3, 2),
                score("a", "x", 1, 2).replace("abc", "other"),
                score("a", "x", 1, 2).replace("sync", "quality"),
                score("a", "x", 1, 2).replace("vx1", "vy1"),
                score("a", "x", 1, 2).replace("2030-01-01", "yesterday"),
                score("a", "x", 1, 2).replace(",1.00,", ",much,"),
                score("a", "x", 1, 2).replace("abc,a,", "abc,,"),
                pair("a", 1, "x", "both"),
                "abc,a,sx1\n");
        Path file = file("a.csv", String.join("", spoilt), score("a", "y", 2, 3));
        RatingAnalysis analysis = analyse(file);
        assertEquals(1, analysis.raters().getFirst().answers());
        assertEquals(spoilt.size(), analysis.refused().size());
        for (int i = 0; i < spoilt.size(); i++) {
            assertTrue(
                    analysis.refused().get(i).startsWith(file + ", line " + (i + 2) + ": "),
                    analysis.refused().get(i));
        }
    }

    @Test
    void aSpoiltFileIsToldAndCostsNoOther() throws IOException {
        Path other = Files.writeString(folder.resolve("notes.txt"), "nothing\n");
        RatingAnalysis analysis = analyse(other, file("a.csv", score("a", "x", 1, 2)), folder.resolve("missing.csv"));
        assertEquals(1, analysis.raters().size());
        assertEquals(2, analysis.refused().size());
        assertThrows(VisemeException.class, () -> analyse(other));
    }

    @Test
    void aFileOfAnotherStudyIsToldInOneLine() {
        Path other = file(
                "b.csv",
                score("b", "x", 1, 2).replace("abc", "def"),
                score("b", "x", 2, 2).replace("abc", "def"));
        RatingAnalysis analysis = analyse(file("a.csv", score("a", "x", 1, 2)), other);
        assertEquals(
                List.of(other + ": answers the study def, and the key is of the study abc; use the key.csv of its own"
                        + " study"),
                analysis.refused());
    }

    @Test
    void anAnswerGivenTwiceCountsOnceAndTheLaterOneCounts() {
        RatingAnalysis analysis = analyse(
                file("late.csv", score("a", "x", 1, 5, "2030-01-02T00:00:00Z"), score("a", "x", 2, 3)),
                file("early.csv", score("A", "x", 1, 1, "2030-01-01T00:00:00Z"), score("A", "x", 2, 3)));
        assertEquals(4, analysis.opinions().getFirst().mean());
        assertEquals(2, analysis.opinions().getFirst().scores());
        assertTrue(analysis.warnings().contains("a: 1 answers are there more than once; each counts once"));
        assertTrue(
                analysis.warnings().stream().anyMatch(warning -> warning.startsWith("a: 1 answers are there again")));
    }

    @Test
    void incompleteRatersAreNamed() {
        Path whole = file(
                "b.csv",
                score("b", "x", 1, 1),
                score("b", "x", 2, 2),
                score("b", "y", 1, 1),
                score("b", "y", 2, 2),
                pair("b", 1, "x", "left"),
                pair("b", 2, "x", "left"));
        RatingAnalysis analysis = analyse(file("a.csv", score("a", "x", 1, 2)), whole);
        assertEquals(List.of("a: incomplete, 1 of 6 answers"), analysis.warnings());
        assertTrue(analysis.raters().getLast().isComplete());
    }

    @Test
    void answersWithoutWatchingAreNamed() {
        RatingAnalysis analysis = analyse(file("a.csv", score("a", "x", 1, 2).replace(",1.00,", ",0.49,")));
        assertTrue(analysis.warnings().contains("a: 1 answers before half of the video had been seen"));
    }

    @Test
    void meansBecomeFiguresOfTheUserStudies() {
        MeasuredFigure figure = analyse(file("a.csv", score("a", "x", 1, 2)), file("b.csv", score("b", "x", 1, 3)))
                .figures("grid", "self-driven")
                .getFirst();
        assertEquals("MOS-sync", figure.metric());
        assertEquals(2.5, figure.value());
        PaperTable table =
                PaperTable.of(PublishedFigures.read(), new PublishedFigures.Key("AV-CAT", "2"), List.of(figure));
        PaperTable.Row row = table.rows().getLast();
        assertEquals("x", row.method());
        assertEquals(
                2.5,
                row.cells()
                        .get(new PaperTable.Column(Measure.MOS_SYNC, "raters"))
                        .value());
    }
}
