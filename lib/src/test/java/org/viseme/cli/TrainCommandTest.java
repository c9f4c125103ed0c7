package org.viseme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.TestClips;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.torch.Torch;

class TrainCommandTest {
    @TempDir
    static Path folder;

    private static Path expert;

    @BeforeAll
    static void prepare() {
        TestClips.trainingStore(folder.resolve("store"));
        expert = folder.resolve("expert.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            SyncExpert judge = new SyncExpert(new SyncExpertConfig(SyncExpertConfig.Blocks.STABLE, 4, 5, 32));
            judge.initialize(manager, 5);
            SyncExpertCheckpoint.of(judge, 0.5).save(expert);
        }
    }

    private static Ran grid(String name, String judge, String... more) {
        List<String> arguments = new ArrayList<>(List.of("train", "attnwav2lip-tiny"));
        arguments.addAll(List.of("--data", folder.resolve("store").toString()));
        arguments.addAll(List.of("--out", folder.resolve(name).toString()));
        arguments.addAll(List.of("--expert", judge, "--device", "cpu", "--threads", "1"));
        for (String setting : List.of("channels=1", "reduction=1", "batch=1", "steps=2", "evaluateEvery=2")) {
            arguments.addAll(List.of("--set", setting));
        }
        arguments.addAll(List.of(more));
        return Ran.of(arguments.toArray(String[]::new));
    }

    @Test
    void aGridTrainsEveryVariantWithEverySeedAndEndsWithATable() throws Exception {
        Ran ran = grid("grid", expert.toString(), "--grid", "paper", "--seeds", "3,4");
        assertEquals(0, ran.code(), ran.err());
        List<String> lines = Files.readAllLines(folder.resolve("grid").resolve("grid.csv"));
        assertEquals(2 + 4 * 2, lines.size());
        assertTrue(lines.get(1).contains(";SSIM;") && lines.get(1).contains(";distance, other sound;"), lines.get(1));
        for (String text : List.of("both > spatial", "±", "2 steps of 5 images from random weights", "expert")) {
            assertTrue(ran.out().contains(text), text + " is missing in " + ran.out());
        }
        Ran again = grid("grid", expert.toString(), "--grid", "paper", "--seeds", "3,4", "--resume");
        assertEquals(ran.out(), again.out(), "what is done stays");
        Ran other = grid("grid", expert.toString(), "--grid", "paper", "--resume", "--set", "steps=3");
        assertEquals(1, other.code());
        assertTrue(other.err().contains("holds a grid with other settings"), other.err());
    }

    @Test
    void anOptionThatARecipeDoesNotTakeIsRefused() {
        String store = folder.resolve("store").toString();
        String out = folder.resolve("refused").toString();
        Ran ran = Ran.of("train", "sync-expert-tiny", "--data", store, "--out", out, "--grid", "paper");
        assertEquals(1, ran.code());
        assertTrue(ran.err().contains("--grid: means nothing to sync-expert-tiny"), ran.err());
        assertTrue(Files.notExists(folder.resolve("refused")));
    }

    @Test
    void aGridWithoutItsPartsEndsBeforeItsFirstTraining() {
        Ran ran = grid("none", expert.toString(), "--grid", "a:", "--grid", "b:attention=everywhere");
        assertEquals(1, ran.code(), ran.err());
        assertTrue(ran.err().contains("everywhere"), ran.err());
        assertTrue(Files.notExists(folder.resolve("none")), "it began");
        Ran silent = grid("none", "none", "--grid", "paper");
        assertEquals(1, silent.code(), silent.err());
        assertTrue(silent.err().contains("--expert none"), silent.err());
    }
}
