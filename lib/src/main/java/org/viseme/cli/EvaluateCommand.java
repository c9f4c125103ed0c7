package org.viseme.cli;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.ModelFiles;
import org.viseme.data.ClipStore;
import org.viseme.data.Split;
import org.viseme.dub.Synthesizers;
import org.viseme.metric.SyncExperts;
import org.viseme.metric.SyncReport;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipCheckpoint;
import org.viseme.torch.Torch;
import org.viseme.train.HeldOutReport;
import org.viseme.train.SyncEvaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./viseme evaluate}: how well a generator draws clips that it was not trained on. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Measures a model on held-out clips.",
            "A generator draws each from its first frame, with its own sound and with another clip's; a sync expert tells"
                    + " windows in sync from windows out of sync, and finds each clip's offset."
        })
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
        Checkpoint checkpoint = Checkpoint.read(file);
        ClipStore store = ClipStore.open(data);
        Split part = Split.valueOf(split.toUpperCase(Locale.ROOT));
        Object report;
        try (NDManager manager = Torch.newManager(Torch.device(device))) {
            report = SyncExpertCheckpoint.isExpert(checkpoint)
                    ? expert(checkpoint, file, store, part, manager)
                    : generator(checkpoint, file, store, part, manager);
        }
        spec.commandLine()
                .getOut()
                .println(
                        json
                                ? new ObjectMapper().writeValueAsString(report)
                                : ModelFiles.name(file) + " on the " + split + " clips of " + data + "\n" + report);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private HeldOutReport generator(Checkpoint checkpoint, Path file, ClipStore store, Split part, NDManager manager) {
        Wav2Lip network = Wav2LipCheckpoint.load(checkpoint, file, manager);
        Optional<SyncExpert> judge = Optional.empty();
        if (!expert.equals("none")) {
            Path judgeFile = SyncExperts.file(expert);
            judge = Optional.of(SyncExpertCheckpoint.load(Checkpoint.read(judgeFile), judgeFile, manager));
        }
        return HeldOutReport.of(network, HeldOutReport.set(store, part, 0), judge, manager);
    }

    /** With the threshold that the checkpoint carries, which was found on other clips. */
    private static SyncReport expert(Checkpoint checkpoint, Path file, ClipStore store, Split part, NDManager manager) {
        SyncExpert network = SyncExpertCheckpoint.load(checkpoint, file, manager);
        return SyncEvaluation.of(network, store, part, 0, manager).report(SyncExpertCheckpoint.threshold(checkpoint));
    }
}
