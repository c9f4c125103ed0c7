package org.viseme.data.synthetic;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.viseme.data.Word;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoWriter;
import org.viseme.media.Waveform;

/**
 * One clip of the {@link SyntheticSpeaker}. Times of phones and words are those of the mouth in the picture; in the sound
 * they are {@code spec().offsetSeconds()} later. Frame {@code i} shows the middle of its interval, {@code (i + 0.5) /
 * fps}. Frames are drawn when they are asked for, in any order, and not kept. Not safe for several threads at once.
 */
public final class SyntheticClip {
    private final String id;
    private final ClipSpec spec;
    private final PhoneTimeline timeline;
    private final ArticulationTrack articulation;
    private final HeadMotion head;
    private FaceRenderer renderer;
    private Waveform sound;

    SyntheticClip(String id, ClipSpec spec, PhoneTimeline timeline) {
        this.id = id;
        this.spec = spec;
        this.timeline = timeline;
        this.articulation = new ArticulationTrack(timeline);
        this.head = new HeadMotion(spec.seed());
    }

    public String id() {
        return id;
    }

    public ClipSpec spec() {
        return spec;
    }

    /** The words with their times, in seconds. */
    public List<Word> words() {
        return timeline.words();
    }

    /** The phones with their times, silence included, without gaps from 0 to the end of the clip. */
    public List<PhoneSpan> phones() {
        return timeline.phones();
    }

    /** The words, separated by spaces. */
    public String sentence() {
        return words().stream().map(Word::text).collect(Collectors.joining(" "));
    }

    public int frameCount() {
        return timeline.frames();
    }

    public double seconds() {
        return timeline.seconds();
    }

    /** The time that a frame shows. */
    public double timeOf(int frame) {
        return (frame + 0.5) / spec.fps();
    }

    /** The mouth at a frame. */
    public MouthPose mouth(int frame) {
        return articulation.at(timeOf(checked(frame)));
    }

    /** The mouth at any time in seconds. */
    public MouthPose mouthAt(double seconds) {
        return articulation.at(seconds);
    }

    /** The landmarks at a frame, in its pixels. */
    public FaceLandmarks landmarks(int frame) {
        return renderer().landmarks(head.at(timeOf(checked(frame))), mouth(frame));
    }

    /** Draws a frame. */
    public RgbImage frame(int frame) {
        return renderer().draw(head.at(timeOf(checked(frame))), mouth(frame));
    }

    /** The sound: 16 kHz, as long as the picture. */
    public Waveform waveform() {
        if (sound == null) {
            Waveform speech = new FormantSynthesizer(spec.identity().voice()).speak(timeline, spec.seed());
            sound = shifted(withNoise(speech));
        }
        return sound;
    }

    /**
     * Writes {@code ID.mp4} and its ground truth, {@code ID.json}, into a folder, which is made when it is missing.
     *
     * @return the video file
     */
    public Path write(Path folder) {
        return write(folder, id);
    }

    /** As {@link #write(Path)}, under another file name (without extension). */
    public Path write(Path folder, String name) {
        Path video = folder.resolve(name + ".mp4");
        try (VideoWriter writer =
                VideoWriter.create(video, spec.size(), spec.size(), spec.fps()).withAudio(waveform())) {
            for (int i = 0; i < frameCount(); i++) {
                writer.write(frame(i));
            }
            writer.commit();
        }
        GroundTruth.of(this).write(folder.resolve(name + ".json"));
        return video;
    }

    private FaceRenderer renderer() {
        if (renderer == null) {
            renderer = new FaceRenderer(spec.identity(), spec.size());
        }
        return renderer;
    }

    private Waveform withNoise(Waveform speech) {
        if (spec.noise() == 0) {
            return speech;
        }
        SplittableRandom random = new SplittableRandom(SeededDraw.seedFor(spec.seed(), "background noise"));
        float[] samples = speech.samples();
        double low = 0;
        for (int i = 0; i < samples.length; i++) {
            double white = random.nextGaussian();
            low += 0.3 * (white - low);
            // White and low noise in equal parts; 0.42 is the root mean square of the low one, 0.54 makes the sum 1.
            double noise = 0.54 * (white + low / 0.42);
            samples[i] = (float) Math.clamp(samples[i] + spec.noise() * noise, -1.0, 1.0);
        }
        return speech;
    }

    private Waveform shifted(Waveform speech) {
        float[] samples = speech.samples();
        int shift = (int) Math.round(spec.offsetSeconds() * speech.sampleRate());
        if (shift == 0) {
            return speech;
        }
        float[] moved = new float[samples.length];
        for (int i = Math.max(0, shift); i < Math.min(moved.length, samples.length + shift); i++) {
            moved[i] = samples[i - shift];
        }
        return new Waveform(moved, speech.sampleRate());
    }

    private int checked(int frame) {
        if (frame < 0 || frame >= frameCount()) {
            throw new IndexOutOfBoundsException("frame " + frame + " of " + frameCount());
        }
        return frame;
    }
}
