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
import org.viseme.report.RatingKey.Kind;
import org.viseme.report.RatingKey.Trial;

class RatingRehearsalTest {
    @TempDir
    private Path folder;

    private static RatingKey key() {
        Map<String, Trial> trials = new LinkedHashMap<>();
        for (String model : List.of("x", "y")) {
            trials.put(model, new Trial(model, Kind.RATING, List.of("sync"), "c", "v" + model, "", model, ""));
        }
        trials.put("p", new Trial("p", Kind.PAIR, List.of("preference"), "c", "vy", "vx", "y", "x"));
        return new RatingKey("study", trials);
    }

    @Test
    void answersAreCompleteAndFollowTheOpinions() {
        Path file = new RatingRehearsal(Map.of("x", 2.0, "y", 4.0), 400, 1).write(key(), folder.resolve("answers.csv"));
        RatingAnalysis analysis = RatingAnalysis.of(key(), List.of(file));
        assertEquals(List.of(), analysis.refused());
        assertEquals(400, analysis.raters().size());
        assertTrue(analysis.raters().stream().allMatch(RatingAnalysis.Rater::isComplete));
        assertTrue(analysis.raters().stream().allMatch(rater -> rater.name().startsWith("made up")));
        // a score is a normal number around the opinion, rounded and cut at 1 and 5: 0.03 higher than 2, lower than 4
        List<Opinion> opinions = analysis.opinions();
        assertEquals(2, opinions.get(0).mean(), 0.15);
        assertEquals(4, opinions.get(1).mean(), 0.15);
        // the difference of two impressions has mean 2 and deviation 0.8 * sqrt 2: above 0.3 in 93 %, below -0.3 in 2 %
        RatingAnalysis.Preference preference = analysis.preferences().getFirst();
        int wins = preference.first().equals("y") ? preference.wins() : preference.losses();
        int losses = preference.first().equals("y") ? preference.losses() : preference.wins();
        assertEquals(0.934, wins / 400.0, 0.04);
        assertEquals(0.021, losses / 400.0, 0.02);
    }

    @Test
    void aSeedDecidesAllAnswers() throws IOException {
        Map<String, Double> opinions = Map.of("x", 3.0, "y", 3.0);
        Path one = new RatingRehearsal(opinions, 5, 1).write(key(), folder.resolve("one.csv"));
        Path again = new RatingRehearsal(opinions, 5, 1).write(key(), folder.resolve("again.csv"));
        Path other = new RatingRehearsal(opinions, 5, 2).write(key(), folder.resolve("other.csv"));
        assertEquals(Files.readString(one), Files.readString(again));
        assertTrue(!Files.readString(one).equals(Files.readString(other)));
    }

    @Test
    void aModelWithoutAnOpinionIsNamed() {
        VisemeException problem = assertThrows(
                VisemeException.class,
                () -> new RatingRehearsal(Map.of("x", 2.0), 3, 1).write(key(), folder.resolve("answers.csv")));
        assertTrue(problem.getMessage().startsWith("y: "), problem.getMessage());
    }
}
