package org.viseme.cli;

import ai.djl.Device;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;
import org.viseme.checkpoint.ModelFiles;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipStore;
import org.viseme.data.EvaluationSet;
import org.viseme.data.Split;
import org.viseme.dub.Synthesizers;
import org.viseme.media.Images;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;
import org.viseme.notebook.AttentionFigures;
import org.viseme.notebook.chart.Chart;
import org.viseme.torch.Torch;
import org.viseme.train.AttendedFrame;
import org.viseme.train.AttentionRecorder;
import org.viseme.train.AttentionReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./viseme attention}: what a generator's attention looks at. */
@Command(
        name = "attention",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what the attention blocks of a generator look at while it draws held-out clips.",
            "Prints which share of each block's spatial attention lies in the mouth, beside the mouth's share of the area.",
            "Leaves blocks.png (all maps of a frame), frames.png (several frames), attention.mp4 (over time), mouth.png and"
                    + " places.csv (shares), channels.png, channel-spread.png and channels.csv (weights of channels); pictures"
                    + " and video are of the first clip."
        })
public final class AttentionCommand implements Callable<Integer> {
    private static final int FRAMES = 4;
    private static final int CHART_WIDTH = 760;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "NAME|FILE",
            required = true,
            description = "a generator of the recipes attnwav2lip or lpips-attnwav2lip, or their -tiny ones")
    private String model;

    @Option(names = "--data", paramLabel = "STORE", required = true, description = "clip store (see ./viseme prepare)")
    private Path data;

    @Option(names = "--split", defaultValue = "test", description = "train, val or test (default)")
    private String split;

    @Option(
            names = "--clips",
            paramLabel = "N",
            defaultValue = "10",
            description = "clips that are measured; 0 for all (default: 10)")
    private int clips;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "folder for pictures, video and tables")
    private Path out;

    @Option(names = "--device", defaultValue = "auto", description = "auto (default), cpu or gpu")
    private String device;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads of one operation (default: all cores)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "print the shares as JSON")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        if (clips < 0) {
            throw new VisemeException("--clips " + clips, "is no number of clips", "use 1 or more, or 0 for all");
        }
        Path file = Synthesizers.file(model);
        ClipStore store = ClipStore.open(data);
        Split part = Split.parse(split);
        EvaluationSet set =
                EvaluationSet.open(store, part, EvaluationSet.Settings.of(8).withClips(clips));
        Torch.setThreads(threads);
        Device on = Torch.device(device);
        try (AttentionRecorder recorder = AttentionRecorder.open(ModelFiles.name(file), file, on)) {
            AttentionReport report = AttentionReport.of(recorder, set);
            draw(recorder, report, store, store.clips(part).getFirst());
            print(json ? new ObjectMapper().writeValueAsString(rows(report)) : report.toString());
        }
        return 0;
    }

    private void draw(AttentionRecorder recorder, AttentionReport report, ClipStore store, ClipEntry clip) {
        Path folder = folder();
        List<AttendedFrame> frames = recorder.clip(store, clip);
        String of = recorder.name() + ", clip " + clip.id();
        if (recorder.seesPlaces()) {
            AttendedFrame middle = frames.get(frames.size() / 2);
            Images.write(
                    AttentionFigures.blocks("Spatial attention of %s, frame %d".formatted(of, middle.frame()), middle),
                    folder.resolve("blocks.png"));
            List<AttendedFrame> some = IntStream.range(0, FRAMES)
                    .mapToObj(i -> frames.get((2 * i + 1) * frames.size() / (2 * FRAMES)))
                    .toList();
            Images.write(AttentionFigures.frames("Spatial attention of " + of, some), folder.resolve("frames.png"));
            double start = frames.getFirst().frame() / (double) ClipMedia.FPS;
            Waveform sound = store.read(clip).sound().slice(start, start + frames.size() / (double) ClipMedia.FPS);
            AttentionFigures.video(
                    "Spatial attention of " + of, frames, ClipMedia.FPS, sound, folder.resolve("attention.mp4"));
            write(AttentionFigures.mouth(report), folder.resolve("mouth.png"));
            report.table().write().csv(folder.resolve("places.csv").toFile());
        }
        if (!report.channels().isEmpty()) {
            Images.write(
                    AttentionFigures.channels("Channel attention of " + of, frames, ClipMedia.FPS),
                    folder.resolve("channels.png"));
            write(AttentionFigures.channelSpread(report), folder.resolve("channel-spread.png"));
            writeChannels(report, folder.resolve("channels.csv"));
        }
    }

    private static void write(Chart chart, Path file) {
        Images.write(RgbImage.of(chart.draw(CHART_WIDTH, chart.height(), 2)), file);
    }

    private static void writeChannels(AttentionReport report, Path file) {
        StringBuilder table = new StringBuilder("block,channel,mean weight\n");
        for (AttentionReport.Channels layer : report.channels()) {
            for (int i = 0; i < layer.weights().length; i++) {
                table.append(String.format(Locale.ROOT, "%s,%d,%.6f%n", layer.block(), i, layer.weights()[i]));
            }
        }
        AtomicFile.write(file, stream -> stream.write(table.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** A block of the printed table; without a share where there are no places to choose from. */
    private record Row(
            String model,
            int clips,
            int frames,
            String block,
            String map,
            Double mouth,
            double area,
            Double low,
            Double high) {}

    private static List<Row> rows(AttentionReport report) {
        return report.places().stream()
                .map(layer -> new Row(
                        report.model(),
                        report.clips(),
                        report.frames(),
                        layer.block(),
                        layer.size(),
                        finite(layer.mouth().value()),
                        AttentionReport.AREA,
                        finite(layer.mouth().low()),
                        finite(layer.mouth().high())))
                .toList();
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private Path folder() {
        try {
            return Files.createDirectories(out);
        } catch (IOException e) {
            throw new VisemeException(out.toString(), "cannot be made a folder", "name another one for --out", e);
        }
    }

    private void print(String text) {
        PrintWriter console = spec.commandLine().getOut();
        console.println(text);
        console.flush();
    }
}
