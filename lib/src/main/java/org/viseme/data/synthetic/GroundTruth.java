package org.viseme.data.synthetic;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.viseme.AtomicFile;
import org.viseme.data.Word;

/**
 * What is known about a synthetic clip, as it is written beside it in JSON.
 *
 * @param id name of the clip
 * @param speaker name of the identity
 * @param sentence the words, separated by spaces
 * @param seconds length of picture and sound
 * @param fps video frames a second
 * @param size width and height of the picture; 0 in ground truth of a sound alone
 * @param offsetSeconds how much later than the picture the sound is; all times are those of the picture
 * @param words words with their times
 * @param phones phones with their times, without gaps
 * @param parts which of the landmarks form which part of the face: index of the first and after the last
 * @param frames mouth and landmarks of each frame; empty in ground truth of a sound alone
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GroundTruth(
        String id,
        String speaker,
        String sentence,
        double seconds,
        double fps,
        int size,
        double offsetSeconds,
        List<Word> words,
        List<SpokenPhone> phones,
        Map<String, int[]> parts,
        List<Frame> frames) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A phone and when it is spoken, in seconds. */
    public record SpokenPhone(String phone, double startSeconds, double endSeconds) {}

    /**
     * One frame.
     *
     * @param mouthOpening distance between the middles of the inner lips, in pixels
     * @param mouthWidth distance between the corners of the mouth, in pixels
     * @param mouth the pose that was drawn
     * @param x horizontal positions of the 68 landmarks, in pixels
     * @param y vertical positions of the 68 landmarks, in pixels
     */
    public record Frame(double mouthOpening, double mouthWidth, MouthPose mouth, double[] x, double[] y) {}

    /** All about picture and sound. */
    public static GroundTruth of(SyntheticClip clip) {
        Map<String, int[]> parts = new LinkedHashMap<>();
        for (FaceLandmarks.Part part : FaceLandmarks.Part.values()) {
            parts.put(part.name(), new int[] {part.from(), part.to()});
        }
        List<Frame> frames = IntStream.range(0, clip.frameCount())
                .mapToObj(i -> frame(clip, i))
                .toList();
        return of(clip, clip.spec().size(), parts, frames);
    }

    /** What concerns the sound. */
    public static GroundTruth ofSound(SyntheticClip clip) {
        return of(clip, 0, Map.of(), List.of());
    }

    private static GroundTruth of(SyntheticClip clip, int size, Map<String, int[]> parts, List<Frame> frames) {
        List<Word> words = clip.words().stream()
                .map(word -> new Word(word.text(), rounded(word.startSeconds()), rounded(word.endSeconds())))
                .toList();
        List<SpokenPhone> phones = clip.phones().stream()
                .map(span ->
                        new SpokenPhone(span.phone().name(), rounded(span.startSeconds()), rounded(span.endSeconds())))
                .toList();
        return new GroundTruth(
                clip.id(),
                clip.spec().identity().name(),
                clip.sentence(),
                clip.seconds(),
                clip.spec().fps(),
                size,
                clip.spec().offsetSeconds(),
                words,
                phones,
                parts,
                frames);
    }

    private static Frame frame(SyntheticClip clip, int index) {
        FaceLandmarks points = clip.landmarks(index);
        MouthPose m = clip.mouth(index);
        MouthPose mouth = new MouthPose(
                rounded(m.opening()),
                rounded(m.jaw()),
                rounded(m.width()),
                rounded(m.rounding()),
                rounded(m.closure()),
                rounded(m.bite()),
                rounded(m.tongue()),
                rounded(m.tip()));
        return new Frame(
                rounded(points.mouthOpening()),
                rounded(points.mouthWidth()),
                mouth,
                hundredths(points.x()),
                hundredths(points.y()));
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }

    private static double[] hundredths(double[] values) {
        return java.util.Arrays.stream(values)
                .map(v -> Math.round(v * 100) / 100.0)
                .toArray();
    }

    /** Writes the JSON file. */
    public void write(Path file) {
        AtomicFile.write(file, out -> out.write(JSON.writeValueAsBytes(this)));
    }
}
