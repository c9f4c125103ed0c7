package org.viseme.data.prepare;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.viseme.VisemeException;
import org.viseme.data.ClipInfo;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.data.Corpus;
import org.viseme.data.RejectedClip;
import org.viseme.data.Split;
import org.viseme.data.Word;
import org.viseme.face.Box;
import org.viseme.face.FaceDetector;
import org.viseme.face.Landmarks;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/** A clip made in memory, for tests of preparation: any pictures, any sound. */
record DrawnScene(
        String id,
        int frames,
        IntFunction<RgbImage> picture,
        Waveform wave,
        List<Word> words,
        Optional<Landmarks> points)
        implements ClipSource {
    static final int WIDTH = 160;
    static final int HEIGHT = 120;

    /** Sees a face of 60x80 pixels where the left top pixel is not black; its green value is the face's left edge. */
    static final class Detector implements FaceDetector {
        @Override
        public List<Detection> detect(RgbImage image) {
            return image.get(0, 0, 0) > 0
                    ? List.of(new Detection(new Box(image.get(0, 0, 1), 10, 60, 80), 1))
                    : List.of();
        }

        @Override
        public String name() {
            return "drawn";
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    /** A picture of one brightness with a face at a place. */
    static RgbImage face(int left, int brightness) {
        RgbImage image = RgbImage.black(WIDTH, HEIGHT);
        for (int i = 0; i < image.bytes().length; i++) {
            // Vertical stripes, so that the face is not blurred.
            image.bytes()[i] = (byte) (brightness + i / 3 % 2 * 40);
        }
        image.bytes()[0] = (byte) 255;
        image.bytes()[1] = (byte) left;
        return image;
    }

    /** A hum that rises over time, different for each seed. */
    static Waveform hum(double seconds, int seed) {
        float[] samples = new float[(int) Math.round(seconds * Waveform.SPEECH_RATE)];
        for (int i = 0; i < samples.length; i++) {
            double time = i / (double) Waveform.SPEECH_RATE;
            double pitch = 150 + 70 * seed + 200 * Math.sin((1 + seed % 5) * time);
            samples[i] = (float) (0.4 * Math.sin(2 * Math.PI * pitch * time) * (0.6 + 0.4 * Math.sin(7 * time + seed)));
        }
        return new Waveform(samples, Waveform.SPEECH_RATE);
    }

    static DrawnScene of(String id, int frames, IntFunction<RgbImage> picture) {
        return new DrawnScene(id, frames, picture, hum(frames / 25.0, id.hashCode() & 7), List.of(), Optional.empty());
    }

    /** A face that stays where it is. */
    static DrawnScene still(String id, int frames) {
        return of(id, frames, frame -> face(30, 80));
    }

    DrawnScene withWords(Word... spoken) {
        return new DrawnScene(id, frames, picture, wave, List.of(spoken), points);
    }

    DrawnScene named(String name) {
        return new DrawnScene(name, frames, picture, wave, words, points);
    }

    DrawnScene withSound(Waveform other) {
        return new DrawnScene(id, frames, picture, other, words, points);
    }

    /** The corpus knows these points in every frame. */
    DrawnScene withLandmarks(Landmarks known) {
        return new DrawnScene(id, frames, picture, wave, words, Optional.of(known));
    }

    /** A face from one frame to before another. */
    static DrawnScene between(String id, int frames, int from, int to) {
        return of(id, frames, frame -> frame >= from && frame < to ? face(30, 80) : RgbImage.black(WIDTH, HEIGHT));
    }

    @Override
    public Split split() {
        return Split.TRAIN;
    }

    @Override
    public ClipInfo info() {
        String said = String.join(" ", words.stream().map(Word::text).toList());
        return new ClipInfo(id, split(), "s1", said, words, "none", "drawn");
    }

    @Override
    public ClipMedia open() {
        return new ClipMedia() {
            private int next;

            @Override
            public RgbImage nextFrame() {
                return next < frames ? picture.apply(next++) : null;
            }

            @Override
            public Waveform sound(double fromSeconds, double toSeconds) {
                return wave.slice(fromSeconds, toSeconds);
            }

            @Override
            public Optional<List<Landmarks>> landmarks() {
                return points.map(known -> Collections.nCopies(frames, known));
            }

            @Override
            public void close() {
                // Holds nothing.
            }
        };
    }

    /** A source whose {@code info} or, where that is null, whose file is damaged. */
    record Damaged(String id, ClipInfo info) implements ClipSource {
        @Override
        public Split split() {
            return Split.TRAIN;
        }

        @Override
        public ClipInfo info() {
            if (info == null) {
                throw new VisemeException(id + ".txt", "is no transcript", "download it again");
            }
            return info;
        }

        @Override
        public ClipMedia open() {
            throw new VisemeException(id + ".mp4", "cannot be decoded", "download it again");
        }
    }

    /** Clips as a corpus. */
    record Clips(List<? extends ClipSource> clips, List<RejectedClip> missing, boolean hasTranscripts)
            implements Corpus {
        static Clips of(ClipSource... clips) {
            return new Clips(List.of(clips), List.of(), false);
        }

        @Override
        public String name() {
            return "drawn";
        }

        @Override
        public String licence() {
            return "none";
        }
    }
}
