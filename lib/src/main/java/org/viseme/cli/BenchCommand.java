package org.viseme.cli;

import ai.djl.Device;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.viseme.Project;
import org.viseme.VisemeException;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipStore;
import org.viseme.data.Pieces;
import org.viseme.data.WeightedStore;
import org.viseme.data.prepare.PreparationSettings;
import org.viseme.data.prepare.PrepareBenchmark;
import org.viseme.decode.BeamSearch;
import org.viseme.dub.DubBenchmark;
import org.viseme.dub.DubSettings;
import org.viseme.dub.ForwardBenchmark;
import org.viseme.dub.LipSynthesizer;
import org.viseme.dub.Synthesizers;
import org.viseme.embedding.Projection;
import org.viseme.embedding.Projector;
import org.viseme.embedding.Tsne;
import org.viseme.embedding.Umap;
import org.viseme.face.Detectors;
import org.viseme.lipreading.LipReaders;
import org.viseme.lipreading.LipReadingBenchmark;
import org.viseme.media.Waveform;
import org.viseme.model.avcat.AvCatConfig;
import org.viseme.model.talklip.TalkLipConfig;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.torch.MemoryFormat;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;
import org.viseme.train.TrainBenchmark;
import org.viseme.train.Wav2LipRecipe;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./viseme bench}: how fast the parts are on this machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures speed and memory. NAME: " + BenchCommand.NAMES + " (default: mel and dub).")
public final class BenchCommand implements Callable<Integer> {
    static final String NAMES = "mel, prepare, train, forward, dub, lipread or embedding";
    private static final int HOUR = 3600;
    private static final double NANO = 1e9;
    private static final double MEGABYTE = 1048576.0;
    private static final double READ_SECONDS = 3;
    private static final BeamSearch READ_SEARCH = new BeamSearch(5, 40, 1);
    private static final Pieces READ_PIECES = new Pieces(20 * ClipMedia.FPS, 2 * ClipMedia.FPS);

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = NAMES)
    private List<String> names = List.of("mel", "dub");

    @Option(
            names = "--clip",
            paramLabel = "FILE",
            description = "prepare, dub, lipread: a video with sound (default: the sample)")
    private Path clip;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            split = ",",
            defaultValue = "10,60",
            description = "prepare, dub, lipread: lengths to repeat the clip to (${DEFAULT-VALUE})")
    private List<Double> seconds;

    @Option(
            names = "--model",
            paramLabel = "NAME|FILE",
            defaultValue = "default",
            description = "dub: which model; lipread: a reader (default: a compact one that has learnt nothing)")
    private String model;

    @Option(
            names = "--detector",
            defaultValue = "haar",
            description = "prepare, dub, lipread: haar (default) or yunet:FILE")
    private String detector;

    @Option(
            names = "--data",
            paramLabel = "STORE",
            description = "train: a clip store (see ./viseme prepare); without one, noise that needs no loader")
    private Path data;

    @Option(
            names = "--channels",
            split = ",",
            defaultValue = "4",
            description =
                    "train, forward: sizes of the network; 16 is the paper's, for AV-CAT from 16 on (${DEFAULT-VALUE})")
    private List<Integer> channels;

    @Option(
            names = "--batch",
            split = ",",
            defaultValue = "20",
            description = "train, forward: images a step, for train multiples of 5 with an expert (${DEFAULT-VALUE})")
    private List<Integer> batches;

    @Option(
            names = "--losses",
            split = ",",
            defaultValue = "l1,gan",
            description = "train: l1 for L1 alone on single frames, sync with the expert, gan with the expert and the"
                    + " discriminator (${DEFAULT-VALUE})")
    private List<String> losses;

    @Option(
            names = "--steps",
            defaultValue = "30",
            description = "train, forward, lipread: steps or clips measured (${DEFAULT-VALUE})")
    private int steps;

    @Option(
            names = "--precision",
            split = ",",
            defaultValue = "fp32",
            description = "train, forward: fp32 (default), bf16, or both")
    private List<Precision> precisions;

    @Option(
            names = "--memory-format",
            description = "train: contiguous or channels_last (default: channels_last for bf16 on a GPU)")
    private MemoryFormat memoryFormat;

    @Option(
            names = "--flat",
            paramLabel = "N",
            description = "train: instead of the speed, by how much memory grows from step 100 to step N, in percent")
    private int flat;

    @Option(names = "--points", defaultValue = "5000", description = "embedding: how many (${DEFAULT-VALUE})")
    private int points;

    @Option(names = "--device", defaultValue = "auto", description = "auto (default), cpu or gpu")
    private String device;

    @Option(names = "--json", description = "print the figures as JSON")
    private boolean json;

    private final Map<String, Double> figures = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
        for (String name : names) {
            switch (name) {
                case "mel" -> mel();
                case "prepare" -> prepare();
                case "train" -> train();
                case "forward" -> forward();
                case "dub" -> dub();
                case "lipread" -> lipread();
                case "embedding" -> embedding();
                default -> throw new VisemeException(name, "is no benchmark", "use " + NAMES);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(figures));
        } else {
            figures.forEach((name, value) -> out.println(String.format(Locale.ROOT, "%-64s %12.2f", name, value)));
        }
        out.flush();
        return 0;
    }

    private void mel() {
        float[] hour = new float[HOUR * Waveform.SPEECH_RATE];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < hour.length; i++) {
            hour[i] = (float) (random.nextDouble() - 0.5);
        }
        var threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        MelSpectrogram.of(MelConfig.wav2lip()).compute(new Waveform(hour, Waveform.SPEECH_RATE));
        figures.put("mel: CPU seconds for an hour of sound", (threads.getCurrentThreadCpuTime() - begin) / NANO);
    }

    private void train() {
        Device where = Torch.device(device);
        List<WeightedStore> stores = data == null ? List.of() : List.of(new WeightedStore(ClipStore.open(data), 1));
        for (int size : channels) {
            for (Precision precision : precisions) {
                for (String loss : losses) {
                    for (int batch : batches) {
                        MemoryFormat format =
                                memoryFormat == null ? MemoryFormat.suiting(where, precision) : memoryFormat;
                        String name = String.format(
                                Locale.ROOT, "train %d channels, %s, %s, batch %d: ", size, precision, loss, batch);
                        TrainBenchmark benchmark =
                                new TrainBenchmark(recipe(size, loss, batch, precision), stores, where, format);
                        if (flat > 0) {
                            growth(name.toLowerCase(Locale.ROOT), benchmark.growth(flat));
                        } else {
                            step(name.toLowerCase(Locale.ROOT), benchmark.measure(steps), where, precision);
                        }
                    }
                }
            }
        }
        if (data != null && flat == 0) {
            figures.put(
                    "train: images/s that the loader delivers, no cache",
                    TrainBenchmark.loader(stores, batches.getFirst(), 60, 0));
        }
    }

    private static Wav2LipRecipe recipe(int channels, String loss, int batch, Precision precision) {
        Wav2LipRecipe base =
                channels >= Wav2LipConfig.paper().channels() ? Wav2LipRecipe.paper() : Wav2LipRecipe.tiny();
        Wav2LipRecipe chosen = switch (loss) {
            case "l1" -> base.withoutExpert();
            case "sync" -> base;
            case "gan" ->
                base.withAdversarialWeight(Wav2LipRecipe.paperGan().adversary().adversarialWeight());
            default -> throw new VisemeException(loss, "is no loss", "use l1, sync or gan");
        };
        if (batch < 1 || batch % chosen.sampling().frames() != 0) {
            throw new VisemeException(
                    "--batch " + batch,
                    "holds no whole windows",
                    "use multiples of " + chosen.sampling().frames() + " images");
        }
        return chosen.withChannels(channels)
                .withBatch(batch / chosen.sampling().frames())
                .withOptimization(chosen.optimization().withPrecision(precision));
    }

    private void step(String name, TrainBenchmark.Result result, Device where, Precision precision) {
        figures.put(name + "images/s", result.imagesPerSecond());
        figures.put(name + "wait for data, ms", result.data());
        figures.put(name + "step, ms", result.step());
        figures.put(name + "forward, ms", result.forward());
        figures.put(name + "backward, ms", result.backward());
        figures.put(name + "optimizer, ms", result.optimizer());
        figures.put(name + "step over its parts, %", 100 * result.overhead());
        figures.put(name + "the same in CPU time, %", 100 * result.cpuOverhead());
        figures.put(name + "TFLOP/s", result.teraflops());
        figures.put(name + "share of a large product, %", 100 * result.shareOfProduct());
        if (where.isGpu()) {
            double peak = precision == Precision.BF16 ? TrainBenchmark.H200_BF16 : TrainBenchmark.H200_TF32;
            figures.put(name + "share of an H200's peak, %", 100 * result.teraflops() / peak);
        }
        figures.put(name + "resident memory, MB", result.residentBytes() / MEGABYTE);
        result.deviceBytes().ifPresent(bytes -> figures.put(name + "device memory, MB", bytes / MEGABYTE));
    }

    private void growth(String name, TrainBenchmark.Growth growth) {
        figures.put(name + "growth of resident memory, %", 100 * growth.resident());
        growth.device().ifPresent(share -> figures.put(name + "growth of device memory, %", 100 * share));
    }

    private void forward() {
        for (int size : channels) {
            for (Precision precision : precisions) {
                for (int batch : batches) {
                    Map<String, ForwardBenchmark.Candidate> networks = new LinkedHashMap<>();
                    networks.put(
                            "Wav2Lip",
                            ForwardBenchmark.wav2lip(Wav2LipConfig.paper().withChannels(size)));
                    networks.put(
                            "AttnWav2Lip",
                            ForwardBenchmark.wav2lip(Wav2LipConfig.attn().withChannels(size)));
                    networks.put(
                            "LPIPS-AttnWav2Lip",
                            ForwardBenchmark.wav2lip(Wav2LipConfig.lpips().withChannels(size)));
                    TalkLipConfig hearing = size < Wav2LipConfig.paper().channels()
                            ? TalkLipConfig.globalTiny()
                            : TalkLipConfig.global();
                    networks.put("TalkLip, hearing globally", ForwardBenchmark.talkLip(hearing.withChannels(size)));
                    AvCatConfig avcat =
                            size < Wav2LipConfig.paper().channels() ? AvCatConfig.tiny() : AvCatConfig.paper();
                    networks.put("AV-CAT %1$dx%1$d".formatted(avcat.faceSize()), ForwardBenchmark.avcat(avcat));
                    String name = "forward %d channels, %s, batch %d: ".formatted(size, precision, batch);
                    forward(name.toLowerCase(Locale.ROOT), networks, batch, precision);
                }
            }
        }
    }

    private void forward(
            String name, Map<String, ForwardBenchmark.Candidate> networks, int batch, Precision precision) {
        Map<String, Double> times =
                ForwardBenchmark.milliseconds(networks, batch, steps, precision, Torch.device(device));
        double plain = times.get("Wav2Lip");
        times.forEach((network, time) -> {
            figures.put(name + network + ", ms", time);
            figures.put(name + network + ", times Wav2Lip's", time / plain);
            figures.put(name + network + ", frames/s", 1000 * batch / time);
        });
    }

    private void embedding() {
        int width = 512;
        int groups = 20;
        SplittableRandom random = new SplittableRandom(1);
        double[][] centres = new double[groups][width];
        for (double[] centre : centres) {
            Arrays.setAll(centre, i -> random.nextGaussian());
        }
        float[][] rows = new float[points][width];
        for (int row = 0; row < points; row++) {
            double[] centre = centres[row % groups];
            for (int i = 0; i < width; i++) {
                rows[row][i] = (float) (centre[i] + 2 * random.nextGaussian());
            }
        }
        String name = String.format(Locale.ROOT, "embedding, %d points of %d values: ", points, width);
        Map<String, Projector> projectors = new LinkedHashMap<>();
        projectors.put("t-SNE", Tsne.of(30, 1));
        projectors.put("UMAP", Umap.of(15, 1));
        projectors.forEach((method, projector) -> {
            long begin = System.nanoTime();
            Projection projection = projector.project(rows);
            figures.put(name + method + ", seconds", (System.nanoTime() - begin) / NANO);
            figures.put(name + method + ", points shown", (double) projection.kept().length);
        });
    }

    private Path video() {
        Path video = clip != null ? clip : Project.data("samples/speaker.mp4");
        if (!Files.isRegularFile(video)) {
            throw new VisemeException(video.toString(), "does not exist", "name a video with sound for --clip");
        }
        return video;
    }

    private void prepare() {
        PrepareBenchmark benchmark =
                new PrepareBenchmark(PreparationSettings.defaults(), () -> Detectors.parse(detector));
        List<Double> peaks = new ArrayList<>();
        for (double length : seconds) {
            PrepareBenchmark.Result result = benchmark.run(video(), length);
            String prefix = String.format(Locale.ROOT, "prepare %.0f s: ", length);
            result.stageSeconds().forEach((stage, value) -> figures.put(prefix + stage + ", seconds", value));
            figures.put(prefix + "all, seconds", result.seconds());
            figures.put(prefix + "clips", (double) result.clips());
            figures.put(prefix + "frames/s", result.frames() / result.seconds());
            figures.put(prefix + "peak memory, MB", result.peakBytes() / MEGABYTE);
            peaks.add(result.peakBytes() / MEGABYTE);
        }
        if (peaks.size() > 1) {
            figures.put("prepare: memory from the first to the last length, MB", peaks.getLast() - peaks.getFirst());
        }
    }

    private void dub() {
        Path video = video();
        List<Double> peaks = new ArrayList<>();
        try (LipSynthesizer synthesizer = Synthesizers.open(model, device)) {
            DubBenchmark benchmark =
                    new DubBenchmark(synthesizer, DubSettings.defaults(), () -> Detectors.parse(detector));
            for (double length : seconds) {
                DubBenchmark.Result result = benchmark.run(video, length);
                String prefix = String.format(Locale.ROOT, "dub %.0f s: ", length);
                result.stageSeconds().forEach((stage, value) -> figures.put(prefix + stage + ", seconds", value));
                figures.put(prefix + "end to end, seconds", result.seconds());
                figures.put(prefix + "CPU seconds", result.cpuSeconds());
                figures.put(prefix + "frames/s", result.rate());
                figures.put(prefix + "times real time", result.speed());
                figures.put(prefix + "times the least possible", result.overBound());
                figures.put(prefix + "peak memory, MB", result.peakBytes() / MEGABYTE);
                peaks.add(result.peakBytes() / MEGABYTE);
            }
        }
        if (peaks.size() > 1) {
            figures.put("dub: memory from the first to the last length, MB", peaks.getLast() - peaks.getFirst());
        }
    }

    private void lipread() {
        Device where = Torch.device(device);
        List<Double> peaks = new ArrayList<>();
        try (LipReadingBenchmark benchmark = model.equals("default")
                ? LipReadingBenchmark.compact(READ_SEARCH, where)
                : LipReadingBenchmark.of(LipReaders.file(model), READ_SEARCH, where)) {
            LipReadingBenchmark.Times times = benchmark.times(READ_SECONDS, steps);
            String clipName = "lipread, a clip of %.0f s: ".formatted(READ_SECONDS);
            figures.put(clipName + "encoder, ms", times.encoder());
            figures.put(clipName + "search, ms", times.search());
            figures.put(clipName + "both, ms", times.encoder() + times.search());
            figures.put(clipName + "both, ms of processor", times.processor());
            for (double length : seconds) {
                LipReadingBenchmark.Result result =
                        benchmark.run(video(), length, READ_PIECES, () -> Detectors.parse(detector));
                String prefix = String.format(Locale.ROOT, "lipread %.0f s: ", length);
                figures.put(prefix + "with the search for faces, seconds", result.seconds());
                figures.put(prefix + "words", (double) result.words());
                figures.put(prefix + "peak memory, MB", result.peakBytes() / MEGABYTE);
                peaks.add(result.peakBytes() / MEGABYTE);
            }
        }
        if (peaks.size() > 1) {
            figures.put("lipread: memory from the first to the last length, MB", peaks.getLast() - peaks.getFirst());
        }
    }
}
