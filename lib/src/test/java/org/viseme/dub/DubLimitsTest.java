package org.viseme.dub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.Shared;
import org.viseme.VisemeException;
import org.viseme.face.Box;
import org.viseme.face.HaarDetector;

/** Disk, memory and time. */
class DubLimitsTest {
    @TempDir
    Path folder;

    private static int call(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    @Test
    void aFullDiskIsOneLineAndLeavesNothing() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/mount")), "skipped: there is no mount here");
        Path disk = Files.createDirectory(folder.resolve("small disk"));
        int mounted = call("/bin/mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", disk.toString());
        assumeTrue(mounted == 0, "skipped: only root can make a small disk");
        try {
            Path video = Clips.video(folder.resolve("face.mp4"), 30, 25);
            Path audio = Clips.tone(folder.resolve("a.wav"), 16_000 * 10);
            PreparedVideo prepared = new VideoPreparer(
                            () -> new FixedFace(new Box(16, 8, 24, 32)), null, DubProgress.SILENT)
                    .prepare(video);
            Path out = disk.resolve("out.mp4");
            VisemeException e = assertThrows(
                    VisemeException.class,
                    () -> new Dubber(new LoudnessSynthesizer(), DubSettings.defaults(), DubProgress.SILENT)
                            .speak(prepared, audio, out));
            assertTrue(e.getMessage().contains("full"), e.getMessage());
            assertTrue(e.getMessage().contains("out.mp4"), e.getMessage());
            try (Stream<Path> left = Files.list(disk)) {
                assertEquals(List.of(), left.toList());
            }
        } finally {
            call("/bin/umount", disk.toString());
        }
    }

    /** In a process of its own, with the memory options that the launcher gives to {@code dub}. */
    @Test
    @Tag("slow")
    void aLongVideoNeedsLittleMoreMemoryThanAShortOne() throws IOException, InterruptedException {
        Path clip = Shared.require("corpora/grid-s1/clips/lbij9a.mp4");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx1g",
                "-XX:GCTimeRatio=3",
                "-XX:MinHeapFreeRatio=10",
                "-XX:MaxHeapFreeRatio=30",
                "-XX:MaxDirectMemorySize=64m",
                "-Djava.awt.headless=true",
                "-cp",
                // Surefire starts from a jar that only names the class path
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Growth.class.getName(),
                clip.toString());
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.environment().put("MALLOC_MMAP_THRESHOLD_", "1048576");
        builder.environment().put("MALLOC_TRIM_THRESHOLD_", "1048576");
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        String[] peaks = output.strip().split(" ");
        long growth = Long.parseLong(peaks[1]) - Long.parseLong(peaks[0]);
        assumeTrue(Long.parseLong(peaks[0]) > 0, "skipped: this system does not tell resident memory");
        assertTrue(growth < 100 << 20, (growth >> 20) + " MB more");
    }

    /** Prints the peaks of a short and of a long video. */
    static final class Growth {
        private Growth() {}

        public static void main(String[] arguments) {
            Path clip = Path.of(arguments[0]);
            DubBenchmark benchmark =
                    new DubBenchmark(new LoudnessSynthesizer(), DubSettings.defaults(), HaarDetector::new);
            benchmark.run(clip, 3);
            long shortPeak = benchmark.run(clip, 10).peakBytes();
            System.out.println(shortPeak + " " + benchmark.run(clip, 120).peakBytes());
        }
    }
}
