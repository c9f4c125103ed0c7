package org.viseme.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;

class BareCopyTest {
    private static final int FRAMES = 30;

    @TempDir
    private Path folder;

    private Path video() {
        Path file = folder.resolve("made.mp4");
        float[] tone = new float[Waveform.SPEECH_RATE * FRAMES / 25];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = (float) (0.5 * Math.sin(2 * Math.PI * 440 * i / Waveform.SPEECH_RATE));
        }
        try (VideoWriter writer = VideoWriter.create(file, 64, 48, 25)
                .withMetadata("comment", "made by somebody")
                .withAudio(new Waveform(tone, Waveform.SPEECH_RATE))) {
            for (int i = 0; i < FRAMES; i++) {
                writer.write(bar(2 * i));
            }
            writer.commit();
        }
        return file;
    }

    private static RgbImage bar(int left) {
        BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.ORANGE);
        graphics.fillRect(left, 0, 4, 48);
        graphics.dispose();
        return RgbImage.of(image);
    }

    @Test
    void picturesSoundAndTimesStayAsTheyAre() {
        Path original = video();
        Path copy = folder.resolve("copy.mp4");
        BareCopy.write(original, copy);
        try (VideoReader first = VideoReader.open(original);
                VideoReader second = VideoReader.open(copy)) {
            for (int i = 0; i < FRAMES; i++) {
                VideoFrame one = first.read();
                VideoFrame two = second.read();
                assertEquals(one.seconds(), two.seconds(), 1e-9);
                assertArrayEquals(one.image().bytes(), two.image().bytes());
            }
            assertNull(second.read());
        }
        assertArrayEquals(
                AudioReader.read(original, Waveform.SPEECH_RATE).samples(),
                AudioReader.read(copy, Waveform.SPEECH_RATE).samples());
    }

    @Test
    void whatTheFileSaysAboutItselfIsLeftBehind() throws IOException {
        Path original = video();
        Path copy = folder.resolve("copy.mp4");
        BareCopy.write(original, copy);
        assertTrue(text(original).contains("made by somebody"));
        assertFalse(text(copy).contains("made by somebody"));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatIsNoVideoIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("text.mp4"), "text");
        Path copy = folder.resolve("copy.mp4");
        assertThrows(VisemeException.class, () -> BareCopy.write(file, copy));
        assertFalse(Files.exists(copy));
    }
}
