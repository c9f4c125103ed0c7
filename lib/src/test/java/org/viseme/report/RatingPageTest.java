package org.viseme.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.media.MediaInfo;
import org.viseme.report.RatingKey.Kind;
import org.viseme.report.RatingKey.Trial;

class RatingPageTest {
    private static final Pattern MEDIA = Pattern.compile("media\\[\"(\\w+)\"\\] = \"([^\"]*)\"");

    @TempDir
    private Path folder;

    private Map<String, Path> models;
    private Path out;

    @BeforeEach
    void makeVideos() throws IOException {
        models = RatingVideos.write(
                folder, new String[] {"real video", "modelone", "modeltwo"}, new String[] {"clip-a", "clip-b"});
        out = folder.resolve("study");
    }

    private RatingKey write(RatingPage page) {
        return RatingKey.read(page.write(out).key());
    }

    private String page() throws IOException {
        return Files.readString(out.resolve("raters/index.html"));
    }

    private Map<String, String> media() throws IOException {
        Map<String, String> media = new HashMap<>();
        Matcher matcher = MEDIA.matcher(page());
        while (matcher.find()) {
            media.put(matcher.group(1), matcher.group(2));
        }
        return media;
    }

    private JsonNode study() throws IOException {
        Matcher matcher = Pattern.compile("const study = (.*);\n").matcher(page());
        assertTrue(matcher.find());
        return new ObjectMapper().readTree(matcher.group(1));
    }

    @Test
    void everyVideoIsScoredAndEveryTwoModelsAreComparedOnEveryClip() {
        RatingPage.Made made = RatingPage.of(models).write(out);
        assertEquals(6, made.videos());
        assertEquals(6, made.ratings());
        assertEquals(6, made.pairs());
        RatingKey key = RatingKey.read(made.key());
        assertEquals(6 * 3 + 6, key.answers());
        Set<Set<String>> compared = new HashSet<>();
        for (Trial trial : key.trials().values()) {
            if (trial.kind() == Kind.PAIR) {
                assertTrue(compared.add(Set.of(trial.clip(), trial.firstModel(), trial.secondModel())));
            }
        }
        assertEquals(6, compared.size());
    }

    @Test
    void whatRatersGetNamesNoModelAndNoClip() throws IOException {
        RatingPage.of(models).withVideosBeside().write(out);
        try (Stream<Path> files = Files.walk(out.resolve("raters"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertSilentAbout(file.getFileName() + content, file.toString());
            }
        }
        assertFalse(Files.exists(out.resolve("raters/key.csv")));
        assertTrue(Files.exists(out.resolve("key.csv")));
    }

    @Test
    void theKeyTellsWhichVideoIsWhich() throws IOException {
        RatingKey key = write(RatingPage.of(models));
        Map<String, String> media = media();
        assertEquals(6, media.size());
        for (Trial trial : key.trials().values()) {
            assertEquals(length(trial.firstModel(), trial.clip()), length(embedded(media.get(trial.first()))));
            if (trial.kind() == Kind.PAIR) {
                assertEquals(length(trial.secondModel(), trial.clip()), length(embedded(media.get(trial.second()))));
            }
        }
        try (Stream<Path> files = Files.list(out.resolve("raters"))) {
            assertEquals(List.of(out.resolve("raters/index.html")), files.toList());
        }
    }

    @Test
    void aStudyIsNotWrittenOverAnother() throws IOException {
        RatingPage.of(models).write(out);
        String once = page();
        assertRefused("is the key of another study", RatingPage.of(models).withSeed(2));
        assertEquals(once, page());
    }

    private double length(String model, String clip) {
        return length(models.get(model).resolve(clip + ".mp4"));
    }

    private static double length(Path video) {
        return MediaInfo.probe(video).seconds();
    }

    private Path embedded(String uri) throws IOException {
        assertTrue(uri.startsWith("data:video/mp4;base64,"));
        byte[] bytes = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
        assertSilentAbout(new String(bytes, StandardCharsets.ISO_8859_1), uri);
        return Files.write(folder.resolve("embedded.mp4"), bytes);
    }

    private static void assertSilentAbout(String text, String where) {
        for (String secret : List.of("modelone", "modeltwo", "real video", "clip-a", "clip-b")) {
            assertFalse(text.contains(secret), where + ": " + secret);
        }
    }

    @Test
    void videosBesideThePageAreThoseOfTheKey() throws IOException {
        RatingKey key = write(RatingPage.of(models).withVideosBeside());
        Map<String, String> media = media();
        for (Trial trial : key.trials().values()) {
            Path copy = out.resolve("raters").resolve(media.get(trial.first()));
            assertEquals(length(trial.firstModel(), trial.clip()), length(copy));
        }
    }

    @Test
    void thePageShowsTheTrialsOfTheKeyAndNothingElse() throws IOException {
        RatingKey key = write(RatingPage.of(models));
        JsonNode study = study();
        assertEquals(key.study(), study.get("id").asText());
        assertEquals(key.trials().size(), study.get("trials").size());
        for (JsonNode shown : study.get("trials")) {
            Trial trial = key.trials().get(shown.get("id").asText());
            assertEquals(trial.first(), shown.get("first").asText());
            assertEquals(trial.second(), shown.path("second").asText(""));
            assertEquals(trial.kind().label(), shown.get("kind").asText());
        }
    }

    @Test
    void neitherModelIsAlwaysTheFirstOfItsPairs() throws IOException {
        String[] clips =
                Stream.iterate(0, i -> i + 1).limit(16).map(i -> "c" + i).toArray(String[]::new);
        Map<String, Path> two = RatingVideos.write(folder.resolve("many"), new String[] {"x", "y"}, clips);
        RatingKey key = write(RatingPage.of(two).withQuestions(List.of()));
        long first = key.trials().values().stream()
                .filter(trial -> trial.firstModel().equals("x"))
                .count();
        assertTrue(first > 0 && first < 16, first + " of 16");
    }

    @Test
    void thePageIsTheSameForTheSameSeedAndOtherwiseAnother() throws IOException {
        RatingPage.of(models).write(out);
        String once = page();
        RatingPage.of(models).write(out);
        assertEquals(once, page());
        String study = study().get("id").asText();
        out = folder.resolve("other");
        RatingPage.of(models).withSeed(2).write(out);
        assertNotEquals(study, study().get("id").asText());
    }

    @Test
    void thePageNeedsNothingFromOutside() throws IOException {
        RatingPage.of(models).write(out);
        assertFalse(page().contains("http"));
        assertFalse(page().contains("{{"));
    }

    @Test
    void thePageSavesTheColumnsThatTheAnalysisReads() throws IOException {
        RatingPage.of(models).write(out);
        Matcher columns = Pattern.compile("COLUMNS = (\\[[^]]*])").matcher(page());
        assertTrue(columns.find());
        List<?> names = new ObjectMapper().readValue(columns.group(1), List.class);
        assertEquals(RatingAnalysis.COLUMNS, names);
    }

    @Test
    void wordsAreShownWithSilentVideosOnlyWhereTheyAreKnown() throws IOException {
        RatingKey key = write(RatingPage.of(models)
                .withPairs(List.of())
                .withQuestions(List.of(Question.INTELLIGIBILITY))
                .withTexts(Map.of("clip-a", "</script><b>meeting")));
        assertEquals(3, key.trials().size());
        for (JsonNode shown : study().get("trials")) {
            assertEquals("reading", shown.get("kind").asText());
            assertEquals("</script><b>meeting", shown.get("text").asText());
        }
        assertFalse(page().contains("</script><b>"));
    }

    @Test
    void clipsThatAModelLacksAreLeftOutAndTold() throws IOException {
        Files.delete(models.get("modeltwo").resolve("clip-b.mp4"));
        RatingPage.Made made = RatingPage.of(models).write(out);
        assertEquals(List.of("clip-b"), made.leftOut());
        assertEquals(3, made.videos());
    }

    @Test
    void whatCannotBeAStudyIsRefused() throws IOException {
        assertRefused(
                "no clip in common",
                RatingPage.of(Map.of(
                        "a", models.get("modelone"),
                        "b",
                                RatingVideos.write(folder.resolve("else"), new String[] {"m"}, new String[] {"other"})
                                        .get("m"))));
        assertRefused("has no videos", RatingPage.of(Map.of("a", Files.createDirectory(folder.resolve("empty")))));
        assertRefused("is no folder", RatingPage.of(Map.of("a", folder.resolve("nowhere"))));
        assertRefused(
                "asks nothing", RatingPage.of(models).withQuestions(List.of()).withPairs(List.of()));
        assertRefused(
                "cannot be compared",
                RatingPage.of(models).withPairs(List.of(new RatingPage.Pair("modelone", "modelthree"))));
        assertRefused("needs what is said", RatingPage.of(models).withQuestions(List.of(Question.INTELLIGIBILITY)));
    }

    private void assertRefused(String problem, RatingPage page) {
        String message = assertThrows(VisemeException.class, () -> page.write(out), problem)
                .getMessage();
        assertTrue(message.contains(problem), message);
    }

    @Test
    void theKeySurvivesItsFile() {
        Trial rating = new Trial("t1", Kind.RATING, List.of("sync", "quality"), "a, \"b\"", "v1", "", "m", "");
        Trial pair = new Trial("t2", Kind.PAIR, List.of("preference"), "c", "v1", "v2", "m", "n");
        RatingKey key = new RatingKey("s", Map.of("t1", rating, "t2", pair));
        Path file = folder.resolve("key.csv");
        key.write(file);
        assertEquals(key, RatingKey.read(file));
        assertEquals(Set.of("m", "n"), key.models());
    }
}
