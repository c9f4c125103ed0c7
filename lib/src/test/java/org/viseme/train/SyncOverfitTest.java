package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.data.ClipStore;
import org.viseme.data.TestClips;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.torch.Torch;

class SyncOverfitTest {
    @TempDir
    static Path folder;

    private static ClipStore store;

    @BeforeAll
    static void prepare() {
        store = TestClips.trainingStore(folder);
        Torch.setThreads(1);
    }

    /** Two clips of 30 frames with a small network. */
    private static SyncRecipe recipe() {
        SyncRecipe recipe = SyncOverfit.recipe();
        return recipe.withModel(new SyncExpertConfig(SyncExpertConfig.Blocks.STABLE, 2, 5, 32))
                .withSampling(recipe.sampling().withClips(2));
    }

    private static SyncOverfit learn(SyncRecipe recipe, double seconds, List<SyncOverfit> told) {
        return SyncOverfit.of(recipe, store, seconds, Device.cpu(), told::add);
    }

    /** Their pictures and tones tell one frame from another. */
    @Test
    void clipsThatCanBeToldApartAreLearnt() {
        SyncRecipe recipe = recipe();
        List<SyncOverfit> told = new ArrayList<>();
        SyncOverfit run = learn(recipe.withOptimization(recipe.optimization().withSteps(300)), 120, told);
        assertEquals(List.of("c0", "c1"), run.clips());
        assertTrue(run.course().getFirst().loss() > 0.5, "begins near chance: " + run.course());
        assertTrue(run.loss() < 0.35, "falls: " + run.course());
        assertEquals(run.course().size(), told.size());
    }

    @Test
    void learningEndsWithItsTimeAndItsSteps() {
        SyncRecipe recipe = recipe();
        assertEquals(1, learn(recipe, 0, new ArrayList<>()).course().size());
        SyncRecipe ten = recipe.withOptimization(recipe.optimization().withSteps(10));
        assertEquals(10, learn(ten, 120, new ArrayList<>()).course().getLast().steps());
    }

    @Test
    void aStoreOfShortClipsIsRefused() {
        SyncRecipe recipe = SyncRecipe.tiny(); // eight windows need 40 frames
        assertThrows(VisemeException.class, () -> learn(recipe, 1, new ArrayList<>()));
    }
}
