package org.viseme.dub;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.viseme.media.AudioWriter;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoFrame;
import org.viseme.media.VideoReader;
import org.viseme.media.VideoWriter;
import org.viseme.media.Waveform;

/** Small videos and sounds made on the spot. */
final class Clips {
    static final int WIDTH = 64;
    static final int HEIGHT = 48;

    private Clips() {}

    /** A picture whose brightness tells its number (below 48): 60, 64, 68 and so on. */
    static RgbImage numbered(int number) {
        RgbImage image = RgbImage.black(WIDTH, HEIGHT);
        Arrays.fill(image.bytes(), (byte) (60 + 4 * (number % 48)));
        return image;
    }

    /** The number of a picture made by {@link #numbered}, read from its corner. */
    static int number(RgbImage image) {
        return (int) Math.round((image.get(2, 2, 1) - 60) / 4.0);
    }

    static Path video(Path file, int frames, double fps) {
        return video(file, frames, fps, 0, 0);
    }

    static Path video(Path file, int frames, double fps, int blackFrom, int blackTo) {
        try (VideoWriter writer = VideoWriter.create(file, WIDTH, HEIGHT, fps)) {
            for (int i = 0; i < frames; i++) {
                writer.write(i >= blackFrom && i < blackTo ? RgbImage.black(WIDTH, HEIGHT) : numbered(i));
            }
            writer.commit();
        }
        return file;
    }

    static Path tone(Path file, int samples) {
        float[] wave = new float[samples];
        for (int i = 0; i < samples; i++) {
            wave[i] = (float) (0.3 * Math.sin(2 * Math.PI * 220 * i / Waveform.SPEECH_RATE));
        }
        AudioWriter.writeWav(new Waveform(wave, Waveform.SPEECH_RATE), file);
        return file;
    }

    static List<RgbImage> frames(Path video) {
        List<RgbImage> frames = new ArrayList<>();
        try (VideoReader reader = VideoReader.open(video)) {
            for (VideoFrame frame = reader.read(); frame != null; frame = reader.read()) {
                frames.add(frame.image());
            }
        }
        return frames;
    }
}
