package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.viseme.VisemeException;
import org.viseme.decode.BeamSearch;

class LipRecipesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Record> recipes() {
        return Stream.of(
                LipReadingRecipe.paper(),
                LipReadingRecipe.tiny(),
                LipReadingRecipe.conformerPaper(),
                LipReadingRecipe.conformerTiny(),
                WordReadingRecipe.paper(),
                WordReadingRecipe.tiny(),
                PretrainingRecipe.paper(),
                PretrainingRecipe.tiny(),
                TalkLipRecipe.paper(),
                TalkLipRecipe.tiny());
    }

    /** This is how the command line changes settings. */
    @ParameterizedTest
    @MethodSource("recipes")
    void settingsComeBackFromTheirText(Record recipe) {
        ObjectNode tree = JSON.valueToTree(recipe);
        assertEquals(recipe, JSON.convertValue(tree, recipe.getClass()));
    }

    /** Of the published fine-tuning: 10,000 steps up, 20,000 down to 5 % of 0.001. */
    @Test
    void theRateFollowsThreeStages() {
        Optimization how = LipReadingRecipe.paper().optimization();
        assertEquals(0.5e-3, how.rateAt(4_999), 1e-9);
        assertEquals(1e-3, how.rateAt(9_999), 1e-9);
        assertEquals(1e-3 * Math.sqrt(0.05), how.rateAt(20_000), 1e-8);
        assertEquals(1e-3 * 0.05, how.rateAt(30_000), 1e-8);
    }

    @Test
    void settingsThatMakeNoSenseAreNamed() {
        assertProblem("frameSteps -1", () -> new Curriculum(-1, 0, 0, 0.1));
        assertProblem("0 beams", () -> new BeamSearch(0, 5, 1));
        assertProblem("soundShare 2.0", () -> new Masking(2, 10, 0.3, 5));
        assertProblem("soundShare 0.0", () -> new Masking(0, 10, 0, 5));
        assertEquals(0, new Masking(0, 10, 0.3, 5).soundShare());
        assertProblem("lipWeight=-1.0", () -> new ReadingTerm(-1, 0.1, 0, 1));
        assertProblem("listenerLayers=3, listeningFrom=-2", () -> new TalkLipStages(3, -2, 0, 1, 0));
        assertProblem(
                "contrastWeight=0.001", () -> RecipeSettings.with(TalkLipRecipe.tiny(), Map.of("contextWidth", "0")));
        PretrainingRecipe tiny = PretrainingRecipe.tiny();
        assertProblem(
                "clusteredLayer 9",
                () -> new PretrainingRecipe(
                        tiny.model(),
                        List.of(50),
                        9,
                        10,
                        tiny.sampling(),
                        tiny.masking(),
                        1,
                        1,
                        0,
                        tiny.optimization(),
                        tiny.measurements()));
    }

    private static void assertProblem(String thing, Runnable made) {
        VisemeException problem = assertThrows(VisemeException.class, made::run);
        assertTrue(problem.getMessage().startsWith(thing), problem.getMessage());
    }
}
