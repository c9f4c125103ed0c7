package org.viseme.dub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
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

    @Test
    @Tag("slow")
    void aLongVideoNeedsLittleMoreMemoryThanAShortOne() {
        Path clip = Shared.require("corpora/grid-s1/clips/lbij9a.mp4");
        DubBenchmark benchmark = new DubBenchmark(new LoudnessSynthesizer(), DubSettings.defaults(), HaarDetector::new);
        benchmark.run(clip, 3);
        long shortPeak = benchmark.run(clip, 10).peakBytes();
        assumeTrue(shortPeak > 0, "skipped: this system does not tell resident memory");
        long longPeak = benchmark.run(clip, 120).peakBytes();
        assertTrue(longPeak - shortPeak < 100 << 20, (longPeak - shortPeak >> 20) + " MB more");
    }
}
