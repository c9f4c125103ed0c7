package org.viseme.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.CheckpointFormat;
import org.viseme.checkpoint.DType;
import org.viseme.checkpoint.PthOptions;
import org.viseme.checkpoint.StateDict;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code viseme convert IN OUT}: a checkpoint in another format. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description = "Converts a checkpoint: safetensors, or PyTorch's .pth, without running anything of the file.")
public final class ConvertCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "IN", description = "The checkpoint; its content decides what it is.")
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "The file to write: .safetensors, .pth or .pt.")
    private Path out;

    @Option(names = "--half", description = "Store floating-point tensors in half precision.")
    private boolean half;

    @Option(
            names = "--inert",
            description =
                    "Keep the settings of fairseq files (args, cfg, task_state) as plain records in the metadata.")
    private boolean inert;

    @Option(names = "--json", description = "Print a JSON object instead of a table.")
    private boolean json;

    @Override
    public Integer call() {
        boolean pth = isPth(out);
        CheckpointFormat format = Checkpoint.formatOf(in);
        Checkpoint checkpoint = Checkpoint.read(in, PthOptions.inertRecords(inert));
        String hash = sha256(in);
        if (half) {
            checkpoint = new Checkpoint(halved(checkpoint.state()), checkpoint.metadata());
        }
        if (pth) {
            checkpoint.savePth(out);
        } else {
            if (!checkpoint.metadata().containsKey(Checkpoint.PROVENANCE)) {
                checkpoint = checkpoint.with(Checkpoint.PROVENANCE, provenance(format, hash));
            }
            checkpoint.save(out);
        }
        report(checkpoint, format, pth ? CheckpointFormat.PTH_ZIP : CheckpointFormat.SAFETENSORS, hash);
        return 0;
    }

    private boolean isPth(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".pth") || name.endsWith(".pt")) {
            return true;
        }
        if (!name.endsWith(".safetensors")) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), file + ": unknown format; end the name in .safetensors, .pth or .pt");
        }
        return false;
    }

    private StateDict halved(StateDict state) {
        StateDict result = state.as(DType.F16);
        state.asMap().forEach((name, tensor) -> {
            if (tensor.dtype().isFloating()
                    && infinities(tensor.toFloats())
                            < infinities(result.get(name).toFloats())) {
                throw new VisemeException(
                        in.toString(),
                        "tensor " + name + " has values beyond the range of half precision",
                        "convert without --half");
            }
        });
        return result;
    }

    private static int infinities(float[] values) {
        int count = 0;
        for (float value : values) {
            count += Float.isInfinite(value) ? 1 : 0;
        }
        return count;
    }

    private String provenance(CheckpointFormat format, String hash) {
        return JSON.createObjectNode()
                .put("source", in.getFileName().toString())
                .put("sha256", hash)
                .put("format", format.toString())
                .put("half", half)
                .toString();
    }

    private void report(Checkpoint checkpoint, CheckpointFormat from, CheckpointFormat to, String hash) {
        PrintWriter writer = spec.commandLine().getOut();
        StateDict state = checkpoint.state();
        if (json) {
            ObjectNode object = JSON.createObjectNode()
                    .put("in", in.toString())
                    .put("inFormat", from.toString())
                    .put("inSha256", hash)
                    .put("out", out.toString())
                    .put("outFormat", to.toString())
                    .put("outBytes", out.toFile().length())
                    .put("tensors", state.size())
                    .put("elements", state.elements());
            ObjectNode metadata = object.putObject("metadata");
            checkpoint.metadata().forEach(metadata::put);
            writer.println(object);
        } else {
            writer.printf("in        %s, %s%n", in, from);
            writer.printf("sha256    %s%n", hash);
            writer.printf("out       %s, %s, %,d bytes%n", out, to, out.toFile().length());
            writer.printf("tensors   %,d with %,d elements%n", state.size(), state.elements());
            for (Map.Entry<String, String> entry : checkpoint.metadata().entrySet()) {
                String value = entry.getValue();
                writer.printf(
                        "metadata  %s: %s%n",
                        entry.getKey(), value.length() > 80 ? value.substring(0, 80) + "..." : value);
            }
        }
        writer.flush();
    }

    private static String sha256(Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream stream = new DigestInputStream(Files.newInputStream(file), digest)) {
                stream.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new VisemeException(
                    file.toString(), "could not be read (" + e.getMessage() + ")", "check that it can be read", e);
        }
    }
}
