package org.viseme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.report.MeasuredFigure;
import org.viseme.report.RatingKey;
import org.viseme.report.RatingVideos;

class RateCommandTest {
    @TempDir
    private Path folder;

    private Ran make(String... more) throws IOException {
        return make("study", more);
    }

    private Ran make(String study, String[] more) throws IOException {
        Map<String, Path> models =
                RatingVideos.write(folder, new String[] {"real video", "mine"}, new String[] {"one", "two"});
        List<String> arguments = new ArrayList<>(
                List.of("rate", "make", "--out", folder.resolve(study).toString(), "--videos"));
        models.forEach((model, videos) -> arguments.add(model + "=" + videos));
        arguments.addAll(List.of(more));
        return Ran.of(arguments.toArray(String[]::new));
    }

    @Test
    void aStudyIsMadeAnsweredAndAnalysed() throws IOException {
        Ran made = make("--questions", "sync,quality");
        assertEquals(0, made.code(), made.err());
        assertTrue(made.out().contains("4 videos: each rater scores 4 and compares 2 pairs"), made.out());
        Path keyFile = folder.resolve("study/key.csv");
        RatingKey key = RatingKey.read(keyFile);
        StringBuilder results = new StringBuilder(
                "study,rater,trial,kind,left,right,question,answer,position,seconds,watched,answered_at\n");
        for (RatingKey.Trial trial : key.trials().values()) {
            for (String question : trial.questions()) {
                boolean pair = trial.kind() == RatingKey.Kind.PAIR;
                String answer = pair ? "left" : trial.firstModel().equals("mine") ? "2" : "4";
                results.append("%s,anna,%s,%s,%s,%s,%s,%s,1,2,1,2030-01-01T00:00:00Z%n"
                        .formatted(
                                key.study(),
                                trial.id(),
                                trial.kind().label(),
                                trial.first(),
                                trial.second(),
                                question,
                                answer));
            }
        }
        Path file = Files.writeString(folder.resolve("anna.csv"), results);
        Path out = folder.resolve("analysis");
        Ran analysed = Ran.of(
                "rate",
                "analyse",
                "--key",
                keyFile.toString(),
                file.toString(),
                "--out",
                out.toString(),
                "--data",
                "tiny",
                "--protocol",
                "self-driven");
        assertEquals(0, analysed.code(), analysed.err());
        assertTrue(analysed.out().contains("1 raters, 1 of them complete"), analysed.out());
        assertEquals(
                List.of(2.0, 4.0, 2.0, 4.0),
                MeasuredFigure.read(out.resolve("figures.csv")).stream()
                        .map(MeasuredFigure::value)
                        .toList());
        assertEquals(5, Files.readAllLines(out.resolve("opinions.csv")).size());
        assertEquals(2, Files.readAllLines(out.resolve("preferences.csv")).size());

        Ran tables = Ran.of(
                "tables",
                "--measured",
                out.resolve("figures.csv").toString(),
                "--out",
                folder.resolve("tables").toString());
        assertEquals(0, tables.code(), tables.err());
        assertTrue(tables.out().contains("11 tables, 300 published and 4 measured figures"), tables.out());
        assertTrue(Files.readString(folder.resolve("tables/tables.md"))
                .contains("| mine | measured | tiny | self-driven | 2 |"));
    }

    @Test
    void comparisonsAndScoresCanBeChosen() throws IOException {
        assertTrue(made("a", "--no-pairs").contains("scores 4 and compares 0"));
        assertTrue(made("b", "--questions", "none").contains("scores 0 and compares 2"));
        assertTrue(made("c", "--pairs", "mine:real video").contains("scores 4 and compares 2"));
    }

    private String made(String study, String... more) throws IOException {
        return make(study, more).out();
    }

    @Test
    void aWrongChoiceIsOneClearLine() throws IOException {
        Ran question = make("--questions", "beauty");
        assertEquals(1, question.code());
        assertEquals(
                "viseme: beauty: is no question; use sync, quality, realness, intelligibility",
                question.err().strip());
        Ran pair = make("--pairs", "mine");
        assertEquals(1, pair.code());
        assertEquals(
                "viseme: mine: does not name two models; write MODEL:MODEL",
                pair.err().strip());
    }
}
