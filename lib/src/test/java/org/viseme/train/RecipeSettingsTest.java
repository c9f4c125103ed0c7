package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.CbamConfig.Attention;
import org.viseme.nn.TransformerConfig.Activation;

class RecipeSettingsTest {
    @Test
    void theNetworkOfARecipeIsChosenByItsSettings() {
        assertEquals(
                Wav2LipConfig.attnTiny().withAttention(Attention.SPATIAL),
                RecipeSettings.with(Wav2LipRecipe.tiny(), Map.of("attention", "spatial"))
                        .network());
        assertEquals(
                Wav2LipConfig.lpipsTiny(),
                RecipeSettings.with(
                                Wav2LipRecipe.tiny(),
                                Map.of("depth", "shallow", "attention", "both", "alignments", "9"))
                        .network());
        assertEquals(
                Wav2LipRecipe.lpips().withNetwork(Wav2LipConfig.lpips().withAlignments(1)),
                RecipeSettings.with(Wav2LipRecipe.lpips(), Map.of("alignments", "1")));
        assertEquals(
                Wav2LipConfig.tiny().withChannels(8),
                RecipeSettings.with(Wav2LipRecipe.tiny(), Map.of("channels", "8"))
                        .network());
    }

    @Test
    void listsAreDividedByCommas() {
        assertEquals(
                List.of(50, 100),
                RecipeSettings.with(PretrainingRecipe.tiny(), Map.of("clusters", "50, 100"))
                        .clusters());
        assertEquals(
                List.of(7),
                RecipeSettings.with(PretrainingRecipe.tiny(), Map.of("clusters", "7"))
                        .clusters());
        VisemeException wrong = assertThrows(
                VisemeException.class,
                () -> RecipeSettings.with(PretrainingRecipe.tiny(), Map.of("clusters", "50;100")));
        assertTrue(wrong.getMessage().contains("clusters"), wrong.getMessage());
    }

    @Test
    void aNameInSeveralPlacesIsToldApartByThoseAroundIt() {
        LipReadingRecipe recipe = LipReadingRecipe.paper();
        VisemeException problem = assertThrows(
                VisemeException.class, () -> RecipeSettings.with(recipe, Map.of("transformer.activation", "relu")));
        assertTrue(problem.getMessage().contains("model.encoder.transformer.activation"), problem.getMessage());
        assertTrue(problem.getMessage().contains("model.decoder.transformer.activation"), problem.getMessage());
        assertEquals(1, problem.getMessage().lines().count(), problem.getMessage());
        LipReadingRecipe changed = RecipeSettings.with(
                recipe, Map.of("encoder.transformer.activation", "relu", "decoder.transformer.layers", "3"));
        assertEquals(Activation.RELU, changed.model().encoder().transformer().activation());
        assertEquals(
                recipe.model().encoder().transformer().dropout(),
                changed.model().encoder().transformer().dropout());
        assertEquals(12, changed.model().encoder().transformer().layers());
        assertEquals(3, changed.model().decoder().transformer().layers());
    }

    @Test
    void seedsAndFramesAreOneNumberForAllParts() {
        LipReadingRecipe recipe = RecipeSettings.with(LipReadingRecipe.tiny(), Map.of("seed", "9"));
        assertEquals(9, recipe.sampling().seed());
        assertEquals(9, recipe.optimization().seed());
        SyncRecipe sync = RecipeSettings.with(SyncRecipe.tiny(), Map.of("frames", "16"));
        assertEquals(16, sync.model().frames());
        assertEquals(16, sync.sampling().frames());
    }

    @Test
    void whatNoNetworkCanBeSaysWhyInOneLine() {
        for (Map<String, String> wrong : List.of(
                Map.of("alignments", "3"),
                Map.of("globalRatio", "1"),
                Map.of("kernel", "4"),
                Map.of("attention", "everywhere"),
                Map.of("atention", "both"))) {
            VisemeException problem = assertThrows(
                    VisemeException.class, () -> RecipeSettings.with(Wav2LipRecipe.tiny(), wrong), wrong::toString);
            String name = wrong.keySet().iterator().next();
            assertTrue(problem.getMessage().contains(name), problem.getMessage());
            assertEquals(1, problem.getMessage().lines().count(), problem.getMessage());
        }
    }
}
