package org.viseme.dub;

import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;
import org.viseme.AtomicFile;

/**
 * What a run has done, and where everything came from.
 *
 * @param plan what was done
 * @param video what was spoken
 * @param audio the speech
 * @param audioHash SHA-256 of its file
 * @param out the result
 * @param stageSeconds how long each stage worked, waiting not counted
 * @param seconds how long the second half took, from reading the speech to the finished file
 */
public record DubReport(
        DubPlan plan,
        PreparedVideo video,
        Path audio,
        String audioHash,
        Path out,
        Map<String, Double> stageSeconds,
        double seconds) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Frames a second of the first half; not a number when it came from the cache. */
    public double preparationRate() {
        return video.cached() ? Double.NaN : video.frames() / video.seconds();
    }

    /** Drawn frames a second of the model alone. */
    public double modelRate() {
        return (plan.found() + plan.bridged()) / stageSeconds.get(Dubber.GENERATE);
    }

    /** Frames a second from the first frame looked at to the finished file. */
    public double endToEndRate() {
        return plan.frames() / (video.seconds() + seconds);
    }

    /** Some lines for a reader. */
    public String describe() {
        String left = plan.absent() == 0
                ? ""
                : " (" + plan.absentSpans().stream().map(Span::toString).collect(Collectors.joining(", ")) + ")";
        String frames = String.format(
                Locale.ROOT,
                "%d frames: %d with a face found, %d bridged, %d left as they were%s",
                plan.frames(),
                plan.found(),
                plan.bridged(),
                plan.absent(),
                left);
        String preparation =
                video.cached() ? "from the cache" : String.format(Locale.ROOT, "%.1f frames/s", preparationRate());
        String rates = String.format(
                Locale.ROOT,
                "preparation %s, model %.1f frames/s, end to end %.1f frames/s (%.1f s)",
                preparation,
                modelRate(),
                endToEndRate(),
                video.seconds() + seconds);
        return String.join(System.lineSeparator(), frames, rates);
    }

    /** Everything, for machines. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("synthetic", true);
        map.put("statement", Dubber.MARK);
        map.put("created", Instant.now().toString());
        map.put("out", out.toString());
        map.put("model", plan.model());
        map.put("face", input(video.file(), video.contentHash()));
        map.put("audio", input(audio, audioHash));
        map.put("detector", video.detector());
        map.put("settings", settings(plan.settings()));
        map.put("video", videoFacts());
        Map<String, Object> frames = new LinkedHashMap<>();
        frames.put("total", plan.frames());
        frames.put("found", plan.found());
        frames.put("bridged", plan.bridged());
        frames.put("leftAlone", plan.absent());
        frames.put("leftAloneSpans", plan.absentSpans());
        map.put("frames", frames);
        map.put("timing", timing());
        map.put("versions", versions());
        return map;
    }

    private static Map<String, Object> input(Path file, String hash) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("file", file.getFileName().toString());
        map.put("sha256", hash);
        return map;
    }

    private static Map<String, Object> settings(DubSettings settings) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("faces", settings.faces().toString());
        map.put("longer", settings.longer().word());
        map.put("blend", settings.blend().word());
        map.put("reference", settings.reference().word());
        map.put("matchColours", settings.matchColours());
        map.put("strict", settings.strict());
        map.put("batch", settings.batch());
        return map;
    }

    private Map<String, Object> videoFacts() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("width", plan.width());
        map.put("height", plan.height());
        map.put("fps", plan.fps());
        map.put("variableRateSource", video.info().variableRate());
        map.put("faceWidth", plan.faceWidth());
        map.put("faceHeight", plan.faceHeight());
        map.put("modelSize", plan.cropSize());
        map.put("enlargement", plan.enlargement());
        map.put("speechSeconds", plan.speechSeconds());
        return map;
    }

    private Map<String, Object> timing() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("preparationSeconds", video.seconds());
        map.put("preparationCached", video.cached());
        map.put("speakSeconds", seconds);
        map.put("stageSeconds", stageSeconds);
        map.put("modelFramesPerSecond", plan.found() + plan.bridged() == 0 ? null : modelRate());
        map.put("endToEndFramesPerSecond", endToEndRate());
        return map;
    }

    private static Map<String, Object> versions() {
        Map<String, Object> map = new LinkedHashMap<>();
        String own = DubReport.class.getPackage().getImplementationVersion();
        map.put("viseme", own == null ? "development" : own);
        map.put("java", Runtime.version().toString());
        map.put("javacpp", loaderVersion());
        return map;
    }

    private static String loaderVersion() {
        try {
            return Loader.getVersion();
        } catch (java.io.IOException e) {
            return "unknown";
        }
    }

    /** Writes the record beside the result, as {@code RESULT.json}. */
    Path write() {
        Path file = out.resolveSibling(out.getFileName() + ".json");
        AtomicFile.write(file, stream -> JSON.writer(new DefaultPrettyPrinter()).writeValue(stream, toMap()));
        return file;
    }
}
