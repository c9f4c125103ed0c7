package org.viseme.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.viseme.VisemeException;
import org.viseme.data.ClipMedia;
import org.viseme.data.prepare.PreparationSettings;
import org.viseme.data.prepare.SyncScorer;
import org.viseme.data.prepare.VideoSync;
import org.viseme.data.prepare.VideoSync.Face;
import org.viseme.face.Detectors;
import org.viseme.face.FaceDetector;
import org.viseme.media.Images;
import org.viseme.media.RgbImage;
import org.viseme.metric.ExpertSync;
import org.viseme.metric.SyncExperts;
import org.viseme.notebook.chart.LineChart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./viseme sync}: how far sound and picture of a video are apart. */
@Command(
        name = "sync",
        mixinStandardHelpOptions = true,
        description = "Measures the offset between sound and picture of a video with a sync expert, for every face in "
                + "every shot; long shots in pieces.")
public final class SyncCommand implements Callable<Integer> {
    private static final int FRAME_MILLISECONDS = 1000 / ClipMedia.FPS;
    private static final int PLOT_WIDTH = 900;
    private static final int PLOT_HEIGHT = 480;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "video of a talking face, with sound")
    private Path video;

    @Option(
            names = "--model",
            paramLabel = "NAME|FILE",
            defaultValue = "default",
            description = "embedded sync expert or checkpoint")
    private String model;

    @Option(names = "--detector", defaultValue = "haar", description = "haar (default) or yunet:FILE")
    private String detector;

    @Option(names = "--device", defaultValue = "auto", description = "auto (default), cpu or gpu")
    private String device;

    @Option(
            names = "--plot",
            paramLabel = "PNG",
            description = "draws the similarity for every offset into this picture")
    private Path plot;

    @Option(names = "--json", description = "print the result as JSON")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        // A slip of the pen must not overwrite the video.
        if (plot != null && !plot.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw new VisemeException(plot.toString(), "is no name of a PNG file", "let it end with .png");
        }
        PrintWriter console = spec.commandLine().getOut();
        try (ExpertSync expert = SyncExperts.open(model, device);
                FaceDetector finder = Detectors.parse(detector)) {
            List<Face> faces = new VideoSync(PreparationSettings.defaults()).measure(video, finder, expert);
            if (plot != null) {
                Images.write(RgbImage.of(chart(faces, expert).draw(PLOT_WIDTH, PLOT_HEIGHT, 2)), plot);
            }
            if (json) {
                console.println(new ObjectMapper().writeValueAsString(asMap(faces, expert)));
            } else {
                print(faces, expert, console);
            }
        }
        console.flush();
        return 0;
    }

    private void print(List<Face> faces, SyncScorer scorer, PrintWriter console) {
        console.printf("%s, measured by %s%n", video, scorer.name());
        console.println("offset of the sound in frames of 1/25 s, positive = sound late");
        console.printf(
                "%4s %9s %9s %8s %9s %11s %11s%n", "face", "from", "to", "offset", "ms", "confidence", "similarity");
        for (Face face : faces) {
            int offset = face.curve().offset();
            console.printf(
                    Locale.ROOT,
                    "%4d %9s %9s %+8d %+9d %11.3f %11.3f%s%n",
                    face.number(),
                    clock(face.fromSeconds()),
                    clock(face.toSeconds()),
                    offset,
                    offset * FRAME_MILLISECONDS,
                    face.curve().confidence(),
                    similarity(face),
                    isSure(face, scorer) ? "" : "  unsure");
        }
        if (!faces.stream().allMatch(face -> isSure(face, scorer))) {
            console.printf(
                    Locale.ROOT,
                    "unsure: a confidence below %.2f; such offsets are usually wrong, or the face does not speak%n",
                    scorer.leastConfidence());
        }
    }

    private static boolean isSure(Face face, SyncScorer scorer) {
        return face.curve().confidence() >= scorer.leastConfidence();
    }

    /** At the offset that fits best. */
    private static double similarity(Face face) {
        return face.curve().near(face.curve().reach());
    }

    private static String clock(double seconds) {
        long hundredths = Math.round(100 * seconds);
        return String.format(Locale.ROOT, "%d:%02d.%02d", hundredths / 6000, hundredths / 100 % 60, hundredths % 100);
    }

    private LineChart chart(List<Face> faces, SyncScorer scorer) {
        LineChart chart = new LineChart(
                video.getFileName() + ", " + scorer.name(),
                "offset of the sound, frames of 1/25 s (positive = sound late)",
                "mean similarity");
        for (Face face : faces) {
            int reach = face.curve().reach();
            double[] offsets =
                    IntStream.rangeClosed(-reach, reach).asDoubleStream().toArray();
            String name = "face " + face.number() + ", " + clock(face.fromSeconds()) + " to " + clock(face.toSeconds());
            chart = chart.with(name, offsets, face.curve().similarity());
        }
        return chart;
    }

    private Map<String, Object> asMap(List<Face> faces, SyncScorer scorer) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("file", video.toString());
        map.put("scorer", scorer.name());
        map.put("leastConfidence", scorer.leastConfidence());
        map.put("positive", "sound late");
        map.put("faces", faces.stream().map(face -> asMap(face, scorer)).toList());
        return map;
    }

    private static Map<String, Object> asMap(Face face, SyncScorer scorer) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("face", face.number());
        map.put("fromSeconds", face.fromSeconds());
        map.put("toSeconds", face.toSeconds());
        map.put("box", face.box());
        map.put("offsetFrames", face.curve().offset());
        map.put("offsetMilliseconds", face.curve().offset() * FRAME_MILLISECONDS);
        map.put("confidence", face.curve().confidence());
        map.put("sure", isSure(face, scorer));
        map.put("similarity", similarity(face));
        map.put("curve", face.curve().similarity());
        return map;
    }
}
