package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.model.talklip.TalkLipConfig;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.CbamConfig.Attention;
import tech.tablesaw.api.Table;

class AblationTest {
    private static final List<String> ORDER = List.of("both", "spatial", "channel", "none");

    @TempDir
    Path folder;

    @Test
    void thePapersVariantsAreThoseOfTheirTables() {
        Ablation attention = Ablation.parse(List.of("paper"), "attnwav2lip-tiny");
        assertEquals(ORDER, attention.names());
        Wav2LipRecipe channel = attention.recipe(Wav2LipRecipe.attnTiny(), "channel", 7);
        assertEquals(Wav2LipConfig.attnTiny().withAttention(Attention.CHANNEL), channel.network());
        assertEquals(7, channel.optimization().seed());

        Wav2LipRecipe base = Wav2LipRecipe.lpips();
        Ablation alignment = Ablation.parse(List.of("paper"), "lpips-attnwav2lip");
        assertEquals(base, alignment.recipe(base, "LPIPS-AttnWav2Lip", 1));
        assertEquals(
                base.withNetwork(base.network().withAlignments(1)).withPerceptualWeight(0),
                alignment.recipe(base, "CBAM+Align x1", 1));
        assertEquals(base.withNetwork(base.network().withAlignments(0)), alignment.recipe(base, "CBAM+LPIPS", 1));
        assertEquals(Wav2LipRecipe.attn(), alignment.recipe(base, "AttnWav2Lip", 1));
        Wav2LipRecipe compact = Ablation.parse(List.of("paper"), "lpips-attnwav2lip-tiny")
                .recipe(Wav2LipRecipe.lpipsTiny(), "AttnWav2Lip", 1);
        assertEquals(Wav2LipRecipe.attnTiny(), compact);
    }

    @Test
    void talkLipsVariantsAreTheRowsOfItsTable() {
        Ablation rows = Ablation.parse(List.of("paper"), "talklip-tiny");
        assertEquals(List.of("l", "l+c", "g", "g+c", "base without lip", "base without lip and gan"), rows.names());
        TalkLipRecipe base = TalkLipRecipe.tiny();
        assertEquals(base, rows.recipe(base, "l+c", 1));
        TalkLipRecipe global = rows.recipe(base, "g", 5);
        assertEquals(base.network().withHearing(TalkLipConfig.Hearing.GLOBAL), global.network());
        assertEquals(0, global.reading().contrastWeight());
        assertEquals(base.reading().lipWeight(), global.reading().lipWeight());
        assertEquals(5, global.sampling().utterances().seed());
        TalkLipRecipe plain = rows.recipe(base, "base without lip and gan", 1);
        assertFalse(plain.reading().asks());
        assertEquals(0, plain.adversary().adversarialWeight());
    }

    @Test
    void settingsReadTheSameInEveryProcess() {
        assertEquals(
                "{LPIPS-AttnWav2Lip={}, CBAM+Align x9={perceptualWeight=0}, CBAM+Align x1={alignments=1,"
                        + " perceptualWeight=0}, CBAM+LPIPS={alignments=0}, AttnWav2Lip={adversarialWeight=0.07,"
                        + " alignments=0, beta1=0.5, depth=deep, discriminatorRate=1.0, headStart=0,"
                        + " perceptualWeight=0}}",
                Ablation.alignment(Wav2LipRecipe.attn()).variants().toString());
    }

    @Test
    void variantsAreWrittenAsNamesWithSettings() {
        Ablation own = Ablation.parse(List.of("base:", "wide:channels=8,syncWeight=0.1"), "wav2lip-tiny");
        assertEquals(List.of("base", "wide"), own.names());
        Wav2LipRecipe wide = own.recipe(Wav2LipRecipe.tiny(), "wide", 3);
        assertEquals(8, wide.network().channels());
        assertEquals(0.1, wide.expert().syncWeight());
        for (List<String> wrong :
                List.of(List.of("channels=8"), List.of("a:channels"), List.of("a:", "a:"), List.of("paper"))) {
            VisemeException problem =
                    assertThrows(VisemeException.class, () -> Ablation.parse(wrong, "wav2lip"), wrong::toString);
            assertTrue(problem.getMessage().startsWith("--grid " + wrong.getLast()), problem.getMessage());
        }
    }

    @Test
    void everyVariantHasAFolderOfItsOwn() {
        for (List<String> wrong : List.of(List.of("w+:", "w-:"), List.of("a;b:"), List.of("A b:", "a-b:"))) {
            VisemeException problem =
                    assertThrows(VisemeException.class, () -> Ablation.parse(wrong, "wav2lip"), wrong::toString);
            assertTrue(problem.getMessage().contains("no name that a folder"), problem.getMessage());
        }
    }

    private AblationTraining<Wav2LipRecipe> grid(String data) {
        return new AblationTraining<>(
                Ablation.attention(), Wav2LipRecipe.attnTiny(), List.of(1L, 2L), Map.of("data", data), folder);
    }

    @Test
    void aStoppedGridGoesOnWhereItWas() {
        List<String> trained = new ArrayList<>();
        AblationTraining.Training<Wav2LipRecipe> threeThenStop = (recipe, run, listener) -> {
            if (trained.size() == 3) {
                return Optional.empty();
            }
            trained.add(run.getFileName().toString());
            return Optional.of(Map.of("distance", (double) trained.size()));
        };
        AblationTable first = grid("some").run(threeThenStop, false, ProgressLine.Listener.silent());
        assertEquals(List.of("both-seed-1", "spatial-seed-1", "channel-seed-1"), trained);
        assertEquals(3, first.rows().size());
        assertThrows(
                VisemeException.class,
                () -> grid("some").run(threeThenStop, false, ProgressLine.Listener.silent()),
                "a grid is not overwritten");
        assertThrows(
                VisemeException.class,
                () -> grid("other").run(threeThenStop, true, ProgressLine.Listener.silent()),
                "figures of other data are not mixed in");

        List<String> later = new ArrayList<>();
        AblationTable whole = grid("some")
                .run(
                        (recipe, run, listener) -> {
                            later.add(recipe.network().cbam().attention() + " "
                                    + recipe.optimization().seed());
                            return Optional.of(Map.of("distance", 10.0 + later.size()));
                        },
                        true,
                        ProgressLine.Listener.silent());
        assertEquals(List.of("NONE 1", "BOTH 2", "SPATIAL 2", "CHANNEL 2", "NONE 2"), later);
        assertEquals(first.rows(), whole.rows().subList(0, 3));
        assertEquals(whole, AblationTable.read(grid("some").file()));
        assertFalse(whole.has("none", 3));
    }

    @Test
    void meansAndSpreadsTellWhetherAnOrderShows() {
        AblationTable table = new AblationTable(Map.of("data", "some"), List.of());
        double[][] distances = {{0.5, 0.52}, {0.6, 0.64}, {0.63, 0.63}, {0.4, 0.4}};
        for (int variant = 0; variant < distances.length; variant++) {
            for (int seed = 0; seed < 2; seed++) {
                table = table.with(
                        new AblationTable.Row(ORDER.get(variant), seed, Map.of("distance", distances[variant][seed])));
            }
        }
        AblationTable.Spread both = table.of("both", "distance");
        assertEquals(0.51, both.mean(), 1e-12);
        assertEquals(0.02 / Math.sqrt(2), both.deviation(), 1e-12);
        assertEquals("0.5100 ± 0.0141", both.toString());
        Table orders = table.orders(List.of(ORDER), "distance", true);
        assertEquals(0.11, orders.doubleColumn(1).get(0), 1e-12);
        assertEquals(0.02 / Math.sqrt(2), orders.doubleColumn(2).get(0), 1e-12, "0.10 and 0.12");
        assertEquals(
                List.of("yes", "no: within the spread", "no: the other way round"),
                orders.stringColumn(3).asList());
        assertEquals(
                List.of("no: the other way round", "no: within the spread", "yes"),
                table.orders(List.of(ORDER), "distance", false).stringColumn(3).asList());
    }

    @Test
    void aFileThatIsNoTableIsNamed() throws java.io.IOException {
        Path file = Files.writeString(folder.resolve("grid.csv"), "variant,seed\n");
        VisemeException problem = assertThrows(VisemeException.class, () -> AblationTable.read(file));
        assertTrue(problem.getMessage().startsWith(file.toString()), problem.getMessage());
    }
}
