package org.viseme.cli;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.viseme.Project;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.ModelFiles;
import org.viseme.data.ClipStore;
import org.viseme.data.Split;
import org.viseme.dub.Synthesizers;
import org.viseme.evaluate.Evaluation;
import org.viseme.evaluate.Judges;
import org.viseme.evaluate.MetricFamily;
import org.viseme.evaluate.Protocol;
import org.viseme.face.FaceRecogniser;
import org.viseme.face.LandmarkFinder;
import org.viseme.face.Landmarkers;
import org.viseme.face.OnnxFaceRecogniser;
import org.viseme.lipreading.LipReaders;
import org.viseme.metric.SyncExperts;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.nn.Layer;
import org.viseme.notebook.EvaluationFiles;
import org.viseme.report.EvaluationLog;
import org.viseme.report.EvaluationReport;
import org.viseme.report.PaperTable;
import org.viseme.torch.Torch;
import org.viseme.train.HeldOutReport;
import org.viseme.train.SyncEvaluation;
import org.viseme.train.WindowGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./viseme evaluate}: how well models speak clips that they were not trained on. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Measures generators on held-out clips, with intervals over clips: pictures beside the real ones, lips beside the"
                    + " sound, motion; LPIPS, FID and LSE where their published weights lie in data/models/published.",
            "A sync expert tells windows in sync from windows out of sync, and finds each clip's offset."
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
            description = "embedded model or checkpoint; repeat it to compare models on the same clips")
    private List<String> models;

    @Option(
            names = "--protocol",
            paramLabel = "P",
            split = ",",
            defaultValue = "first-frame,cross",
            description = "what drives a model and shows it the person: self, first-frame, cross (default:"
                    + " ${DEFAULT-VALUE})")
    private List<String> protocols;

    @Option(
            names = "--expert",
            paramLabel = "NAME|FILE",
            defaultValue = "default",
            description =
                    "sync expert that says how well lips and sound fit; repeat it for several, or none (default: the"
                            + " one that ships)")
    private List<String> experts;

    @Option(
            names = "--metrics",
            paramLabel = "M",
            split = ",",
            description = "only these: pictures, sync, motion, lmd, csim, features, lpips, lse, fid (default: all)")
    private List<String> metrics = List.of();

    @Option(names = "--landmarks", paramLabel = "facemark:FILE", description = "finder of 68 landmarks, for LMD")
    private String landmarks;

    @Option(names = "--recogniser", paramLabel = "FILE", description = "ONNX face recogniser, for CSIM")
    private Path recogniser;

    @Option(
            names = "--reader",
            paramLabel = "NAME|FILE",
            description =
                    "lip reader, for clips that their own sound drives: AV-HuBERT gives WER1, a Conformer WER2, a reader of single words ACC;"
                            + " repeat it for several")
    private List<String> readers = List.of();

    @Option(names = "--split", defaultValue = "test", description = "test (default), val or train")
    private String split;

    @Option(names = "--clips", paramLabel = "N", description = "at most so many clips, spread over the split")
    private int clips;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "folder for tables, charts and pictures; an evaluation that was stopped goes on there (default:"
                            + " out/evaluation, begun anew)")
    private Path out;

    @Option(
            names = "--as-trained",
            description = "only what a training measures: a few errors of windows of five frames, for its cards")
    private boolean asTrained;

    @Option(names = "--device", defaultValue = "auto", description = "auto (default), cpu or gpu")
    private String device;

    @Option(names = "--json", description = "print the figures as JSON")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        ClipStore store = ClipStore.open(data);
        Split part = Split.parse(split);
        Path first = Synthesizers.file(models.getFirst());
        if (SyncExpertCheckpoint.isExpert(Checkpoint.read(first)) || asTrained) {
            for (String model : models) {
                single(Synthesizers.file(model), store, part);
            }
        } else {
            evaluate(store, part);
        }
        return 0;
    }

    private void evaluate(ClipStore store, Split part) throws JsonProcessingException {
        List<Protocol> how = protocols.stream().map(Protocol::parse).toList();
        List<Evaluation.Model> who = Evaluation.Model.all(models, device);
        List<Path> listeners = experts.equals(List.of("none"))
                ? List.of()
                : experts.stream().map(SyncExperts::file).toList();
        Optional<LandmarkFinder> finder = Optional.ofNullable(landmarks).map(Landmarkers::parse);
        Optional<FaceRecogniser> faces = Optional.ofNullable(recogniser).map(OnnxFaceRecogniser::new);
        Set<MetricFamily> wanted = metrics.isEmpty()
                ? MetricFamily.all()
                : metrics.stream().map(MetricFamily::parse).collect(Collectors.toSet());
        Path folder = out == null ? Project.out("evaluation") : out;
        if (out == null) {
            EvaluationLog.discard(folder);
        }
        try (Judges judges = new Judges(store, listeners, finder, faces, wanted, Torch.device(device))) {
            judges.withReaders(store, readers.stream().map(LipReaders::file).toList());
            Evaluation evaluation = new Evaluation(store, part, clips, judges);
            EvaluationReport report = evaluation.run(who, how, folder, this::progress);
            EvaluationFiles.write(report, evaluation, who, how, folder);
            print(report, folder);
        }
    }

    private void progress(double share, String line) {
        System.err.printf("\r%-100s%s", line, share >= 1 ? System.lineSeparator() : "");
        System.err.flush();
    }

    private void print(EvaluationReport report, Path folder) throws JsonProcessingException {
        PrintWriter console = spec.commandLine().getOut();
        if (json) {
            console.println(new ObjectMapper().writeValueAsString(report.figures()));
        } else {
            report.about()
                    .protocols()
                    .forEach(protocol ->
                            console.println(report.tables().overview(protocol).printAll() + System.lineSeparator()));
            console.println("Mean over clips [95 % bootstrap interval]. " + PaperTable.MARK + " beyond the real video:"
                    + " over-articulated, not better.");
            report.about().leftOut().forEach(console::println);
            console.println("Tables, charts and pictures: " + Project.relative(folder));
        }
        console.flush();
    }

    private void single(Path file, ClipStore store, Split part) throws JsonProcessingException {
        Checkpoint checkpoint = Checkpoint.read(file);
        Object report;
        try (NDManager manager = Torch.newManager(Torch.device(device))) {
            report = SyncExpertCheckpoint.isExpert(checkpoint)
                    ? expert(checkpoint, file, store, part, manager)
                    : generator(checkpoint, file, store, part, manager);
        }
        PrintWriter console = spec.commandLine().getOut();
        console.println(
                json
                        ? new ObjectMapper().writeValueAsString(report)
                        : ModelFiles.name(file) + " on the " + split + " clips of " + data + "\n" + report);
        console.flush();
    }

    private HeldOutReport generator(Checkpoint checkpoint, Path file, ClipStore store, Split part, NDManager manager) {
        Layer network = WindowGenerator.load(checkpoint, file, manager);
        Optional<SyncExpert> judge = Optional.empty();
        if (!experts.equals(List.of("none"))) {
            Path judgeFile = SyncExperts.file(experts.getFirst());
            judge = Optional.of(SyncExpertCheckpoint.load(Checkpoint.read(judgeFile), judgeFile, manager));
        }
        return HeldOutReport.of(network, HeldOutReport.set(store, part, 0), judge, manager);
    }

    /** With the threshold that the checkpoint carries, which was found on other clips. */
    private static Object expert(Checkpoint checkpoint, Path file, ClipStore store, Split part, NDManager manager) {
        SyncExpert network = SyncExpertCheckpoint.load(checkpoint, file, manager);
        return SyncEvaluation.of(network, store, part, 0, manager).report(SyncExpertCheckpoint.threshold(checkpoint));
    }
}
