package org.viseme.data.prepare;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.viseme.ProcessMeter;
import org.viseme.data.ClipFile;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipSource;
import org.viseme.data.Corpus;
import org.viseme.data.Split;
import org.viseme.face.FaceDetector;
import org.viseme.media.RepeatedClip;

/** What preparation costs, and whether its memory grows with the length of a clip: one clip repeated to a length. */
public final class PrepareBenchmark {
    private final PreparationSettings settings;
    private final Supplier<FaceDetector> detectors;

    /**
     * @param seconds for the whole clip
     * @param clips number of clips that it became
     * @param frames number of frames in them
     * @param stageSeconds how long each stage worked
     * @param peakBytes of resident memory; 0 where the system does not tell
     */
    public record Result(double seconds, int clips, long frames, Map<String, Double> stageSeconds, long peakBytes) {}

    public PrepareBenchmark(PreparationSettings settings, Supplier<FaceDetector> detectors) {
        this.settings = settings;
        this.detectors = detectors;
    }

    /** One source. */
    private record OneClip(ClipFile clip) implements Corpus {
        @Override
        public String name() {
            return "benchmark";
        }

        @Override
        public String licence() {
            return "as the clip";
        }

        @Override
        public List<? extends ClipSource> clips() {
            return List.of(clip);
        }

        @Override
        public boolean hasTranscripts() {
            return false;
        }
    }

    /**
     * Prepares a clip repeated to a length.
     *
     * @param clip a video with sound
     */
    public Result run(Path clip, double seconds) {
        try (RepeatedClip repeated = RepeatedClip.of(clip, seconds)) {
            ClipInfo info = new ClipInfo("clip", Split.TRAIN, "unknown", "", List.of(), "as the clip", "benchmark");
            Corpus corpus = new OneClip(ClipFile.of(info, repeated.video()).withAudio(repeated.sound()));
            System.gc(); // what earlier work left behind is not part of the measurement
            try (ProcessMeter meter = new ProcessMeter()) {
                PreparationReport report = new Preparation(settings, detectors)
                        .run(corpus, repeated.folder().resolve("store"), (done, total, leftOut) -> {});
                long frames = report.clips().stream()
                        .mapToLong(entry -> entry.frames())
                        .sum();
                return new Result(meter.seconds(), report.clips().size(), frames, report.stages(), meter.peakBytes());
            }
        }
    }
}
