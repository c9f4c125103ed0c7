package org.viseme.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.viseme.VisemeException;
import org.viseme.data.AudioFeature;
import org.viseme.data.ClipFlag;
import org.viseme.data.Corpus;
import org.viseme.data.Decision;
import org.viseme.data.corpus.Corpora;
import org.viseme.data.prepare.MouthSync;
import org.viseme.data.prepare.Preparation;
import org.viseme.data.prepare.PreparationReport;
import org.viseme.data.prepare.PreparationSettings;
import org.viseme.data.prepare.ReportTable;
import org.viseme.data.prepare.Thresholds;
import org.viseme.data.synthetic.SyntheticCorpus;
import org.viseme.face.CropFamily;
import org.viseme.face.Detectors;
import org.viseme.face.Landmarkers;
import org.viseme.face.MeanFace;
import org.viseme.metric.ExpertSync;
import org.viseme.metric.SyncExperts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./viseme prepare}: a corpus to a clip store. */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        description = "Prepares a corpus: finds and crops faces, computes features, writes a clip store. "
                + "Started again after an interruption, it goes on where it stopped.")
public final class PrepareCommand implements Callable<Integer> {
    private static final double MILLION = 1e6;
    private static final String EXPERT = "expert";

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "CORPUS",
            description = "grid, lrs2, lrs3, lrw, voxceleb, hdtf, folder (any videos) or synthetic")
    private String corpus;

    @Option(names = "--root", paramLabel = "DIR", description = "folder of the corpus")
    private Path root;

    @Option(names = "--pretrain", description = "lrs2, lrs3: with the long clips for pretraining")
    private boolean pretrain;

    @Option(names = "--out", paramLabel = "STORE", required = true, description = "folder of the clip store")
    private Path out;

    @Option(
            names = "--size",
            defaultValue = "96",
            description = "width and height of the crop of the face (${DEFAULT-VALUE})")
    private int size;

    @Option(
            names = "--crops",
            paramLabel = "NAMES",
            defaultValue = "wav2lip,avhubert",
            description = "what is cut out: wav2lip, syncnet, avhubert, avcat, or all (${DEFAULT-VALUE})")
    private String crops;

    @Option(
            names = "--features",
            paramLabel = "NAMES",
            defaultValue = "mel,avhubert",
            description = "what is computed of the sound: mel, avhubert, mfcc, avcat, or all (${DEFAULT-VALUE})")
    private String features;

    @Option(
            names = "--sync",
            defaultValue = "off",
            paramLabel = "SCORER",
            description = "measures and corrects offsets between sound and picture: off, mouth, expert (the model that "
                    + "ships) or expert:FILE (${DEFAULT-VALUE})")
    private String sync;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "another threshold, such as leastSeconds=2; a wrong name lists them all")
    private Map<String, String> thresholds = Map.of();

    @Option(
            names = "--drop",
            paramLabel = "FLAGS",
            defaultValue = "unsure-sync",
            description = "leaves out clips with these flags: small-face, blurred, duplicate, no-words, several-faces, "
                    + "unsure-sync, or none (${DEFAULT-VALUE})")
    private String drop;

    @Option(
            names = "--clips",
            paramLabel = "N",
            defaultValue = "300",
            description = "synthetic: number of clips (${DEFAULT-VALUE})")
    private int clips;

    @Option(
            names = "--picture-size",
            paramLabel = "PIXELS",
            defaultValue = "160",
            description = "synthetic: width and height of the drawn pictures (${DEFAULT-VALUE})")
    private int pictureSize;

    @Option(
            names = "--offsets",
            paramLabel = "FRAMES",
            defaultValue = "0",
            description = "synthetic: sound is moved by up to so many frames, for trying --sync (${DEFAULT-VALUE})")
    private int offsets;

    @Option(names = "--seed", defaultValue = "1", description = "synthetic: seed of everything (${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--detector", defaultValue = "haar", description = "haar (default) or yunet:FILE")
    private String detector;

    @Option(
            names = "--landmarks",
            paramLabel = "facemark:FILE",
            description = "finds 68 points with a model of OpenCV's Facemark (default: the points of the corpus, of "
                    + "YuNet, or those usual in the box)")
    private String landmarks;

    @Option(
            names = "--mean-face",
            paramLabel = "FILE",
            description = "the face that AV-HuBERT's crops are aligned to: a .npy file of 68 points")
    private Path meanFace;

    @Option(
            names = "--detect-every",
            paramLabel = "N",
            defaultValue = "3",
            description = "look for the face in every N-th frame and interpolate between (${DEFAULT-VALUE})")
    private int detectEvery;

    @Option(names = "--workers", defaultValue = "2", description = "clips at the same time (${DEFAULT-VALUE})")
    private int workers;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "look at N clips only, drawn at random, always the same ones")
    private int limit;

    @Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        PreparationSettings settings = PreparationSettings.defaults()
                .withCrops(named("--crops", crops, CropFamily.values(), CropFamily::label))
                .withFeatures(named("--features", features, AudioFeature.values(), AudioFeature::label))
                .withCropSize(size)
                .withDetectEvery(detectEvery)
                .withThresholds(Thresholds.defaults().with(thresholds))
                .withDrop(drop.equals("none") ? Set.of() : flags())
                .withWorkers(workers)
                .withLimit(limit);
        Preparation preparation = new Preparation(settings, () -> Detectors.parse(detector));
        if (landmarks != null) {
            preparation.withLandmarks(() -> Landmarkers.parse(landmarks));
        }
        if (meanFace != null) {
            preparation.withMeanFace(MeanFace.read(meanFace));
        }
        PreparationReport report = run(preparation);
        ReportTable.write(report.decisions(), out.resolve(ReportTable.FILE));
        PrintWriter console = spec.commandLine().getOut();
        if (json) {
            console.println(new ObjectMapper().writeValueAsString(asMap(report)));
        } else {
            print(report, console);
        }
        console.flush();
        return report.clips().isEmpty() ? emptyStore(report) : 0;
    }

    private PreparationReport run(Preparation preparation) {
        ProgressLine progress = new ProgressLine(spec.commandLine().getErr());
        PreparationReport report;
        if (sync.equals(EXPERT) || sync.startsWith(EXPERT + ":")) {
            String model = sync.equals(EXPERT) ? "default" : sync.substring(EXPERT.length() + 1);
            try (ExpertSync expert = SyncExperts.open(model, "auto")) {
                report = preparation.withSync(expert).run(corpus(), out, progress);
            }
        } else {
            report = withSimpleSync(preparation).run(corpus(), out, progress);
        }
        progress.end();
        return report;
    }

    private Preparation withSimpleSync(Preparation preparation) {
        return switch (sync) {
            case "off" -> preparation;
            case "mouth" -> preparation.withSync(new MouthSync());
            default ->
                throw new VisemeException(
                        "--sync " + sync, "not a known scorer", "use off, mouth, expert or expert:FILE");
        };
    }

    private Set<ClipFlag> flags() {
        return Arrays.stream(drop.split(",")).map(ClipFlag::parse).collect(Collectors.toSet());
    }

    private static <E extends Enum<E>> Set<E> named(String option, String names, E[] all, Function<E, String> label) {
        if (names.equals("all")) {
            return EnumSet.copyOf(List.of(all));
        }
        EnumSet<E> chosen = EnumSet.noneOf(all[0].getDeclaringClass());
        for (String name : names.split(",")) {
            chosen.add(Arrays.stream(all)
                    .filter(value -> label.apply(value).equals(name.strip()))
                    .findFirst()
                    .orElseThrow(() -> new VisemeException(
                            option + " " + name,
                            "is not known",
                            "use all or some of "
                                    + Arrays.stream(all).map(label).collect(Collectors.joining(", ")))));
        }
        return chosen;
    }

    private Corpus corpus() {
        return switch (corpus) {
            case "synthetic" -> new SyntheticCorpus(seed, requireClips(), requirePictureSize()).withOffsets(offsets);
            default -> Corpora.open(corpus, requireRoot(), pretrain);
        };
    }

    private Path requireRoot() {
        if (!Corpora.names().contains(corpus)) {
            throw new VisemeException(
                    corpus, "not a known corpus", "use synthetic or one of " + String.join(", ", Corpora.names()));
        }
        if (root == null) {
            throw new VisemeException("prepare " + corpus, "--root is missing", "name the folder of the corpus");
        }
        return root;
    }

    private int requireClips() {
        if (clips < 1) {
            throw new VisemeException("--clips " + clips, "no clip would be made", "use at least 1");
        }
        return clips;
    }

    private int requirePictureSize() {
        if (pictureSize < 96 || pictureSize > 1024) {
            throw new VisemeException(
                    "--picture-size " + pictureSize, "not a size that can be drawn", "use 96 to 1024, best 160 or 256");
        }
        return pictureSize;
    }

    private int emptyStore(PreparationReport report) {
        throw new VisemeException(
                out.toString(),
                "no clip could be used (" + report.leftOut().size() + " left out: " + report.byReason() + ")",
                "see the reasons in " + out.resolve(ReportTable.FILE));
    }

    private void print(PreparationReport report, PrintWriter console) {
        console.printf(Locale.ROOT, "%-6s %8s %9s %10s %9s%n", "split", "clips", "frames", "minutes", "left out");
        report.bySplit()
                .forEach((split, sum) -> console.printf(
                        Locale.ROOT,
                        "%-6s %8d %9d %10.1f %9d%n",
                        split.label(),
                        sum.clips(),
                        sum.frames(),
                        sum.seconds() / 60,
                        sum.leftOut()));
        console.printf(
                Locale.ROOT, "the clips hold %.2f %% of %d frames%n", 100 * report.keptFrames(), report.sourceFrames());
        report.byReason()
                .forEach((reason, count) -> console.printf(Locale.ROOT, "left out, %s: %d%n", reason.words(), count));
        report.byFlag().forEach((flag, count) -> console.printf(Locale.ROOT, "flagged, %s: %d%n", flag.words(), count));
        List<Decision> leftOut = report.leftOut();
        leftOut.stream().limit(10).forEach(clip -> console.printf(Locale.ROOT, "  %s: %s%n", clip.id(), clip.detail()));
        if (leftOut.size() > 10) {
            console.println("  the others are listed in " + out.resolve(ReportTable.FILE));
        }
        console.printf(
                Locale.ROOT,
                "%d clips done in this run, %.1f s, %.2f clips/s, %.1f MB in the store%n",
                report.fresh(),
                report.seconds(),
                report.fresh() / report.seconds(),
                megabytes(report));
        double worked = report.stages().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        if (report.fresh() > 0) {
            console.println("share of the work: "
                    + report.stages().entrySet().stream()
                            .map(stage -> String.format(
                                    Locale.ROOT, "%s %.0f %%", stage.getKey(), 100 * stage.getValue() / worked))
                            .collect(Collectors.joining(", ")));
        }
    }

    private static double megabytes(PreparationReport report) {
        return report.clips().stream().mapToLong(clip -> clip.bytes()).sum() / MILLION;
    }

    private static Map<String, Object> asMap(PreparationReport report) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("clips", report.clips().size());
        map.put("splits", report.bySplit());
        map.put("keptFrames", report.keptFrames());
        map.put("leftOut", report.leftOut());
        map.put("leftOutByReason", report.byReason());
        map.put("flags", report.byFlag());
        map.put("fresh", report.fresh());
        map.put("seconds", report.seconds());
        map.put("stageSeconds", report.stages());
        map.put("megabytes", megabytes(report));
        return map;
    }

    /** One line on standard error that is written over again: clips done, clips a second, time left. */
    private static final class ProgressLine implements Preparation.Progress {
        private static final long REDRAW_NANOS = 500_000_000L;
        private final PrintWriter console;
        private final long start = System.nanoTime();
        private long drawn = start - REDRAW_NANOS;
        private boolean shown;

        ProgressLine(PrintWriter console) {
            this.console = console;
        }

        @Override
        public void clipDone(int done, int total, int leftOut) {
            long now = System.nanoTime();
            if (now - drawn < REDRAW_NANOS && done < total) {
                return;
            }
            drawn = now;
            shown = true;
            double rate = done / ((now - start) / 1e9);
            long left = Math.round((total - done) / rate);
            console.printf(
                    Locale.ROOT,
                    "\r%d/%d clips, %d left out, %.1f clips/s, %d:%02d to go ",
                    done,
                    total,
                    leftOut,
                    rate,
                    left / 60,
                    left % 60);
            console.flush();
        }

        void end() {
            if (shown) {
                console.println();
                console.flush();
            }
        }
    }
}
