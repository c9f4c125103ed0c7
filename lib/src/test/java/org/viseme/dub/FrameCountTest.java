package org.viseme.dub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.viseme.face.Box;

/** Sound and mouth cannot drift apart: the number of frames follows from the speech alone. */
class FrameCountTest {
    @Provide
    Arbitrary<Double> rates() {
        return Arbitraries.of(12.5, 23.976, 24.0, 25.0, 29.97, 30.0, 50.0, 22.131);
    }

    @Property(tries = 30, seed = "20")
    void framesOutAreSecondsOfSpeechTimesRate(
            @ForAll @IntRange(min = 1, max = 20) int pictures,
            @ForAll @IntRange(min = 640, max = 40_000) int samples,
            @ForAll @From("rates") double fps,
            @ForAll Longer mode,
            @ForAll @IntRange(min = 1, max = 9) int batch)
            throws IOException {
        Path folder = Files.createTempDirectory("viseme-frames");
        try {
            Path video = Clips.video(folder.resolve("face.mp4"), pictures, fps);
            Path audio = Clips.tone(folder.resolve("speech.wav"), samples);
            PreparedVideo prepared = new VideoPreparer(
                            () -> new FixedFace(new Box(16, 8, 24, 32)), null, DubProgress.SILENT)
                    .prepare(video);
            assertEquals(pictures, prepared.frames());
            DubSettings settings = DubSettings.defaults().withLonger(mode).withBatch(batch);
            Path out = folder.resolve("out.mp4");
            new Dubber(new LoudnessSynthesizer(), settings, DubProgress.SILENT).speak(prepared, audio, out);
            long wanted = Math.max(1, Math.round(samples / 16_000.0 * prepared.fps()));
            assertEquals(
                    mode == Longer.TRIM ? Math.min(wanted, pictures) : wanted,
                    Clips.frames(out).size());
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
