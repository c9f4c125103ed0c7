package org.viseme.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.viseme.data.BatchLoader;
import org.viseme.data.ClipStore;
import org.viseme.data.LipBatch;
import org.viseme.data.LoaderSettings;
import org.viseme.data.SamplerSettings;
import org.viseme.data.Split;
import org.viseme.data.WeightedStore;
import org.viseme.data.prepare.PreparationSettings;
import org.viseme.data.prepare.PrepareBenchmark;
import org.viseme.dub.DubBenchmark;
import org.viseme.dub.DubSettings;
import org.viseme.dub.LipSynthesizer;
import org.viseme.dub.Synthesizers;
import org.viseme.face.Detectors;
import org.viseme.media.Waveform;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.torch.Precision;
import org.viseme.torch.Torch;
import org.viseme.train.TrainBenchmark;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./viseme bench}: how fast the parts are on this machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures speed and memory. NAME: mel, prepare, train, dub (default: mel and dub).")
public final class BenchCommand implements Callable<Integer> {
    private static final int HOUR = 3600;
    private static final double NANO = 1e9;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "mel, prepare, train or dub")
    private List<String> names = List.of("mel", "dub");

    @Option(
            names = "--clip",
            paramLabel = "FILE",
            description = "prepare, dub: a video with sound (default: the sample)")
    private Path clip;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            split = ",",
            defaultValue = "10,60",
            description = "prepare, dub: lengths to repeat the clip to (${DEFAULT-VALUE})")
    private List<Double> seconds;

    @Option(names = "--model", paramLabel = "NAME|FILE", defaultValue = "default", description = "dub: which model")
    private String model;

    @Option(names = "--detector", defaultValue = "haar", description = "prepare, dub: haar (default) or yunet:FILE")
    private String detector;

    @Option(names = "--data", paramLabel = "STORE", description = "train: a clip store (see ./viseme prepare)")
    private Path data;

    @Option(names = "--channels", defaultValue = "4", description = "train: size of the network; 16 is the paper's")
    private int channels;

    @Option(names = "--batch", defaultValue = "16", description = "train: images a step (${DEFAULT-VALUE})")
    private int batch;

    @Option(names = "--steps", defaultValue = "30", description = "train: steps measured (${DEFAULT-VALUE})")
    private int steps;

    @Option(names = "--precision", defaultValue = "fp32", description = "train: fp32 (default) or bf16")
    private Precision precision;

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
                case "dub" -> dub();
                default -> throw new VisemeException(name, "is no benchmark", "use mel, prepare, train or dub");
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(figures));
        } else {
            figures.forEach((name, value) -> out.println(String.format(Locale.ROOT, "%-52s %12.2f", name, value)));
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
        if (data == null) {
            throw new VisemeException("bench train", "needs a clip store", "add --data STORE (see ./viseme prepare)");
        }
        List<WeightedStore> stores = List.of(new WeightedStore(ClipStore.open(data), 1));
        LipBatch first;
        try (BatchLoader loader =
                BatchLoader.open(stores, Split.TRAIN, SamplerSettings.of(batch, 1), LoaderSettings.defaults(), 0)) {
            first = loader.next();
        }
        double consumed =
                TrainBenchmark.step(new Wav2LipConfig(channels), first, Torch.device(device), precision, steps);
        double decoded = TrainBenchmark.loader(stores, batch, 60, 0);
        figures.put("train: images/s that steps consume", consumed);
        figures.put("train: images/s that the loader delivers, no cache", decoded);
        figures.put("train: loader over steps", decoded / consumed);
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
            figures.put(prefix + "peak memory, MB", result.peakBytes() / 1048576.0);
            peaks.add(result.peakBytes() / 1048576.0);
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
                figures.put(prefix + "peak memory, MB", result.peakBytes() / 1048576.0);
                peaks.add(result.peakBytes() / 1048576.0);
            }
        }
        if (peaks.size() > 1) {
            figures.put("dub: memory from the first to the last length, MB", peaks.getLast() - peaks.getFirst());
        }
    }
}
