package org.viseme.dub;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.viseme.ProcessMeter;
import org.viseme.face.FaceDetector;
import org.viseme.media.RepeatedClip;

/**
 * What dubbing costs: a clip is repeated to the wanted lengths, prepared without a cache and spoken. Shows whether time is
 * bound by the slowest stage or by the processor, and whether memory grows with the length of the video.
 */
public final class DubBenchmark {
    private final LipSynthesizer model;
    private final DubSettings settings;
    private final Supplier<FaceDetector> detectors;

    /**
     * @param videoSeconds length of the video
     * @param frames frames in it
     * @param seconds from the first frame looked at to the finished file
     * @param cpuSeconds of all threads together
     * @param stageSeconds how long each stage worked; stages share the processor, so this is no less than it needs alone
     * @param peakBytes of resident memory; 0 where the system does not tell
     */
    public record Result(
            double videoSeconds,
            int frames,
            double seconds,
            double cpuSeconds,
            Map<String, Double> stageSeconds,
            long peakBytes) {
        /** Frames a second, end to end. */
        public double rate() {
            return frames / seconds;
        }

        /** The least time possible: the slowest stage, or all work spread over all cores. */
        public double bound() {
            double slowest = stageSeconds.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .max()
                    .orElse(0);
            return Math.max(slowest, cpuSeconds / Runtime.getRuntime().availableProcessors());
        }

        /** How many times the least possible time it took. */
        public double overBound() {
            return seconds / bound();
        }

        /** How many seconds of video a second of work gives; 1 is real time. */
        public double speed() {
            return videoSeconds / seconds;
        }

        /** Some lines for a reader. */
        public String describe() {
            List<String> lines = new ArrayList<>();
            lines.add(String.format(
                    Locale.ROOT,
                    "%.1f s of video (%d frames): %.2f s, %.1f frames/s, %.2f times real time, %.2f s of processor, "
                            + "%.2f times the bound, peak %d MB",
                    videoSeconds,
                    frames,
                    seconds,
                    rate(),
                    speed(),
                    cpuSeconds,
                    overBound(),
                    peakBytes >> 20));
            stageSeconds.forEach((stage, value) -> lines.add(
                    String.format(Locale.ROOT, "  %-10s %8.2f s  %8.1f frames/s", stage, value, frames / value)));
            return String.join(System.lineSeparator(), lines);
        }
    }

    public DubBenchmark(LipSynthesizer model, DubSettings settings, Supplier<FaceDetector> detectors) {
        this.model = model;
        this.settings = settings;
        this.detectors = detectors;
    }

    /**
     * Dubs a clip repeated to a length, in a temporary folder.
     *
     * @param clip a video with sound
     */
    public Result run(Path clip, double seconds) {
        try (RepeatedClip repeated = RepeatedClip.of(clip, seconds)) {
            System.gc(); // what earlier work left behind is not part of the measurement
            try (ProcessMeter meter = new ProcessMeter()) {
                PreparedVideo prepared =
                        new VideoPreparer(detectors, null, DubProgress.SILENT).prepare(repeated.video());
                DubReport report = new Dubber(model, settings, DubProgress.SILENT)
                        .speak(prepared, repeated.sound(), repeated.folder().resolve("out.mp4"));
                Map<String, Double> stages = new LinkedHashMap<>();
                stages.put("prepare", prepared.seconds());
                stages.putAll(report.stageSeconds());
                return new Result(
                        seconds,
                        report.plan().frames(),
                        meter.seconds(),
                        meter.cpuSeconds(),
                        stages,
                        meter.peakBytes());
            }
        }
    }
}
