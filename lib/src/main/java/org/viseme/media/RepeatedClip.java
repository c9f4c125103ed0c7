package org.viseme.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.viseme.VisemeException;

/**
 * A clip repeated to a length, for measuring what a long one costs. Lies in a temporary folder that goes when it is closed.
 *
 * @param folder may be used for results
 * @param video the pictures, without sound
 * @param sound the sound, mono, 16 kHz
 */
public record RepeatedClip(Path folder, Path video, Path sound) implements AutoCloseable {
    /** @param clip a video with sound */
    public static RepeatedClip of(Path clip, double seconds) {
        Path folder = temporaryFolder();
        try {
            return new RepeatedClip(
                    folder,
                    repeatPictures(clip, seconds, folder.resolve("video.mp4")),
                    repeatSound(clip, seconds, folder.resolve("speech.wav")));
        } catch (RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    private static Path repeatPictures(Path clip, double seconds, Path out) {
        try (VideoReader reader = VideoReader.open(clip)) {
            double fps = reader.info().fps();
            long frames = Math.max(1, Math.round(seconds * fps));
            try (VideoWriter writer =
                    VideoWriter.create(out, reader.info().width(), reader.info().height(), fps)) {
                for (long i = 0; i < frames; i++) {
                    VideoFrame frame = reader.read();
                    if (frame == null) {
                        reader.seek(0);
                        frame = reader.read();
                    }
                    writer.write(frame.image());
                }
                writer.commit();
            }
        }
        return out;
    }

    private static Path repeatSound(Path clip, double seconds, Path out) {
        Waveform sound = AudioReader.read(clip, Waveform.SPEECH_RATE);
        float[] samples = new float[(int) Math.round(seconds * Waveform.SPEECH_RATE)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = sound.samples()[i % sound.samples().length];
        }
        AudioWriter.writeWav(new Waveform(samples, Waveform.SPEECH_RATE), out);
        return out;
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("viseme-bench");
        } catch (IOException e) {
            throw new VisemeException(
                    System.getProperty("java.io.tmpdir"), "cannot be written", "free some space there", e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new VisemeException(folder.toString(), "cannot be removed", "remove it by hand", e);
        }
    }

    @Override
    public void close() {
        delete(folder);
    }
}
