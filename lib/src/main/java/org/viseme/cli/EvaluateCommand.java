package org.viseme.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.ClipStore;
import org.viseme.data.EvaluationSet;
import org.viseme.data.Split;
import org.viseme.dub.Synthesizers;
import org.viseme.metric.SyncExperts;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.torch.Torch;
import org.viseme.train.HeldOutReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./viseme evaluate}: how well a generator draws clips that it was not trained on. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Draws held-out clips, each from its first frame, with their own sound and with another clip's.")
public final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "STORE", required = true, description = "clip store (see ./viseme prepare)")
    private Path data;

    @Option(
            names = "--model",
            paramLabel = "NAME|FILE",
            defaultValue = "default",
            description = "embedded model or checkpoint")
    private String model;

    @Option(
            names = "--expert",
            paramLabel = "NAME|FILE",
            defaultValue = "default",
            description = "sync expert that says how well lips and sound fit, or none (default: the one that ships)")
    private String expert;

    @Option(names = "--split", defaultValue = "test", description = "test (default), val or train")
    private String split;

    @Option(names = "--device", defaultValue = "auto", description = "auto (default), cpu or gpu")
    private String device;

    @Option(names = "--json", description = "print the figures as JSON")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        Path file = Synthesizers.file(model);
        Path judgeFile = SyncExperts.file(expert);
        Device on = Torch.device(device);
        EvaluationSet set = HeldOutReport.set(ClipStore.open(data), Split.valueOf(split.toUpperCase(Locale.ROOT)), 0);
        try (NDManager manager = Torch.newManager(on)) {
            Wav2Lip network = Wav2LipCheckpoint.load(Checkpoint.read(file), file, manager);
            Optional<SyncExpert> judge = expert.equals("none")
                    ? Optional.empty()
                    : Optional.of(SyncExpertCheckpoint.load(Checkpoint.read(judgeFile), judgeFile, manager));
            HeldOutReport report = HeldOutReport.of(network, set, judge, manager);
            spec.commandLine()
                    .getOut()
                    .println(
                            json
                                    ? new ObjectMapper().writeValueAsString(report)
                                    : file.getFileName() + " on " + set.clips() + " " + split + " clips of " + data
                                            + "\n" + report);
        }
        spec.commandLine().getOut().flush();
        return 0;
    }
}
