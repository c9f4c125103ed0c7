package org.viseme.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.Shared;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.CheckpointFormat;
import org.viseme.checkpoint.DType;
import org.viseme.checkpoint.StateDict;
import org.viseme.checkpoint.TensorData;
import picocli.CommandLine;

/** {@code viseme convert} keeps every value, both ways, and says what it did. */
class ConvertCommandTest {
    @TempDir
    Path folder;

    private final StringWriter printed = new StringWriter();

    private int convert(String... arguments) {
        return new CommandLine(new ConvertCommand())
                .setOut(new PrintWriter(printed))
                .setErr(new PrintWriter(printed))
                .setExecutionExceptionHandler((problem, command, result) -> {
                    throw problem;
                })
                .execute(arguments);
    }

    private Path sample(float... values) {
        Path file = folder.resolve("sample ä.safetensors");
        new Checkpoint(new StateDict().put("w", TensorData.of(values, values.length)))
                .with("global_step", "12")
                .save(file);
        return file;
    }

    @Test
    void valuesSurviveThereAndBack() throws Exception {
        Path in = sample(1, 2, 3);
        Path pth = folder.resolve("out.pth");
        Path back = folder.resolve("back.safetensors");
        assertEquals(0, convert(in.toString(), pth.toString()));
        assertEquals(CheckpointFormat.PTH_ZIP, Checkpoint.formatOf(pth));
        assertEquals(Checkpoint.read(in), Checkpoint.read(pth));
        assertEquals(0, convert(pth.toString(), back.toString()));
        assertEquals(Checkpoint.read(in).state(), Checkpoint.read(back).state());
        assertEquals("12", Checkpoint.read(back).metadata().get("global_step"));
        JsonNode provenance =
                new ObjectMapper().readTree(Checkpoint.read(back).metadata().get(Checkpoint.PROVENANCE));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(pth));
        assertEquals(HexFormat.of().formatHex(hash), provenance.get("sha256").asText());
        assertEquals("out.pth", provenance.get("source").asText());
    }

    @Test
    void halfPrecisionHalvesAndRefusesOverflow() {
        Path out = folder.resolve("half.safetensors");
        assertEquals(0, convert("--half", sample(1, 65504).toString(), out.toString()));
        assertEquals(DType.F16, Checkpoint.read(out).state().get("w").dtype());
        Path other = folder.resolve("other.safetensors");
        String large = sample(1, 70000).toString();
        assertTrue(printed.toString().contains("tensors   1 with 2 elements"), printed.toString());
        Exception refused = assertThrows(
                Exception.class,
                () -> new CommandLine(new ConvertCommand())
                        .parseArgs("--half", large, other.toString())
                        .commandSpec()
                        .commandLine()
                        .<ConvertCommand>getCommand()
                        .call());
        assertTrue(refused instanceof VisemeException && refused.getMessage().contains("tensor w"));
        assertFalse(Files.exists(other));
    }

    @Test
    void jsonIsOneObject() throws IOException {
        Path out = folder.resolve("out.pt");
        assertEquals(0, convert("--json", sample(1, 2, 3).toString(), out.toString()));
        JsonNode json = new ObjectMapper().readTree(printed.toString());
        assertEquals(1, json.get("tensors").asInt());
        assertEquals(3, json.get("elements").asInt());
        assertEquals("pth (zip)", json.get("outFormat").asText());
        assertEquals(Files.size(out), json.get("outBytes").asLong());
    }

    @Test
    void anUnknownExtensionIsWrongUsage() {
        assertEquals(2, convert(sample(1).toString(), folder.resolve("out.onnx").toString()));
        assertTrue(printed.toString().contains(".safetensors"));
    }

    @Test
    void publishedWeightsConvert() {
        Path in = Shared.require("parity/weights/alex.pth");
        Path out = folder.resolve("alex.safetensors");
        assertEquals(0, convert(in.toString(), out.toString()));
        assertEquals(Checkpoint.read(in).state(), Checkpoint.read(out).state());
    }
}
