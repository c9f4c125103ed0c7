package org.viseme.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.ClipStore;
import org.viseme.media.Images;
import org.viseme.media.RgbImage;
import org.viseme.metric.ExpertSync;
import org.viseme.metric.SyncExperts;
import org.viseme.metric.SyncReport;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertCheckpoint;
import org.viseme.notebook.SyncCharts;
import org.viseme.notebook.chart.Chart;
import org.viseme.torch.Torch;
import org.viseme.train.RecipeSettings;
import org.viseme.train.SyncDiagnosis;
import org.viseme.train.SyncDiagnosis.Check;
import org.viseme.train.SyncDiagnosis.Finding;
import org.viseme.train.SyncEvaluation;
import org.viseme.train.SyncOverfit;
import org.viseme.train.SyncRecipe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./viseme diagnose}: why a training learns nothing. */
@Command(
        name = "diagnose",
        mixinStandardHelpOptions = true,
        description = {
            "Says why the training of a sync expert stays at a loss of 0.69.",
            "Learns eight clips by heart, measures offsets and similarities with an expert, and counts pairs and clips."
        })
public final class DiagnoseCommand implements Callable<Integer> {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 400;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SUBJECT", description = "sync")
    private String subject;

    @Option(names = "--data", paramLabel = "STORE", required = true, description = "the clip store that was trained on")
    private Path data;

    @Option(
            names = "--expert",
            paramLabel = "NAME|FILE",
            description =
                    "measures the clips; one that was trained on clips in sync, or none (default: the one that ships)")
    private String expert = "default";

    @Option(
            names = "--recipe",
            paramLabel = "RECIPE",
            description = "whose batches are judged: sync-expert-tiny (default) or sync-expert")
    private String recipe = "sync-expert-tiny";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "another value for a setting of that recipe")
    private Map<String, String> settings = Map.of();

    @Option(names = "--seconds", paramLabel = "N", description = "time to learn eight clips in (default: 180)")
    private double seconds = 180;

    @Option(
            names = "--clips",
            paramLabel = "N",
            description = "clips that the expert measures; 0 for all (default: 100)")
    private int clips = 100;

    @Option(names = "--out", paramLabel = "FOLDER", description = "draws the charts into this folder")
    private Path out;

    @Option(names = "--device", defaultValue = "auto", description = "auto (default), cpu or gpu")
    private String device;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads of one operation (default: all cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "print the findings as JSON")
    private boolean json;

    private final List<Finding> findings = new ArrayList<>();

    @Override
    public Integer call() throws JsonProcessingException {
        if (!subject.equals("sync")) {
            throw new VisemeException(subject, "cannot be diagnosed", "use sync");
        }
        SyncRecipe judged = recipe();
        ClipStore store = ClipStore.open(data);
        Torch.setThreads(threads);
        Device on = Torch.device(device);

        SyncOverfit overfit = SyncOverfit.of(SyncOverfit.recipe(), store, seconds, on, DiagnoseCommand::tell);
        if (!overfit.course().isEmpty()) {
            System.err.println();
        }
        draw("overfit", SyncCharts.overfit("Eight clips of " + data.getFileName(), overfit));
        report(SyncDiagnosis.overfit(overfit));
        ask(store, on);
        report(SyncDiagnosis.batch(judged));
        report(SyncDiagnosis.amount(store));
        if (json) {
            print(new ObjectMapper().writeValueAsString(findings));
        }
        return 0;
    }

    private SyncRecipe recipe() {
        SyncRecipe base = switch (recipe) {
            case "sync-expert" -> SyncRecipe.paper();
            case "sync-expert-tiny" -> SyncRecipe.tiny();
            default ->
                throw new VisemeException(
                        recipe, "is no recipe of a sync expert", "use sync-expert or sync-expert-tiny");
        };
        return RecipeSettings.with(base, settings);
    }

    private static void tell(SyncOverfit run) {
        SyncOverfit.Point point = run.course().getLast();
        System.err.printf(
                Locale.ROOT,
                "\reight clips: step %d   loss %.3f   %.0f s",
                point.steps(),
                point.loss(),
                point.seconds());
        System.err.flush();
    }

    /** What an expert says of the clips; skipped where there is none. */
    private void ask(ClipStore store, Device on) {
        List<Check> asked = List.of(Check.OFFSETS, Check.CONFIDENCE, Check.SIMILARITIES);
        Path file = null;
        String why = "no expert was asked";
        if (!expert.equals("none")) {
            try {
                file = SyncExperts.file(expert);
            } catch (VisemeException e) {
                if (!expert.equals("default")) {
                    throw e;
                }
                why = "no expert ships with this build: " + e.getMessage();
            }
        }
        if (file == null) {
            for (Check check : asked) {
                report(SyncDiagnosis.skipped(check, why, "name one with --expert"));
            }
            return;
        }
        try (NDManager manager = Torch.newManager(on)) {
            SyncExpert network = SyncExpertCheckpoint.load(Checkpoint.read(file), file, manager);
            SyncReport.Collector measured = SyncEvaluation.of(network, store, SyncOverfit.split(store), clips, manager);
            double least = ExpertSync.LEAST_CONFIDENCE;
            String by = data.getFileName() + ", measured by " + file.getFileName();
            draw("offsets", SyncCharts.offsets(by, measured.curves(), least));
            draw("similarities", SyncCharts.similarities(by, measured.similarities()));
            report(SyncDiagnosis.offsets(measured.curves(), least));
            report(SyncDiagnosis.confidence(measured.curves(), least));
            report(SyncDiagnosis.similarities(measured.similarities()));
        }
    }

    private void draw(String name, Chart chart) {
        if (out != null) {
            RgbImage picture = RgbImage.of(chart.draw(WIDTH, HEIGHT, 2));
            Images.write(picture, folder().resolve(name + ".png"));
        }
    }

    private Path folder() {
        try {
            return Files.createDirectories(out);
        } catch (IOException e) {
            throw new VisemeException(out.toString(), "cannot be made a folder", "name another one for --out", e);
        }
    }

    private void report(Finding finding) {
        findings.add(finding);
        if (!json) {
            print(finding.toString());
        }
    }

    private void print(String text) {
        PrintWriter console = spec.commandLine().getOut();
        console.println(text);
        console.flush();
    }
}
