package org.viseme.dub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.face.Box;
import org.viseme.face.FaceDetector.Detection;
import org.viseme.face.Landmarks;

class DetectionCacheTest {
    @TempDir
    Path folder;

    private final List<List<Detection>> faces = List.of(
            List.of(
                    new Detection(new Box(1.5, 2, 3, 4), 0.75, Landmarks.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10.25)),
                    new Detection(new Box(5, 6, 7, 8), 3)),
            List.of(),
            List.of(new Detection(new Box(9, 9, 9, 9), 1, Landmarks.of(new double[136]))));

    @Test
    void facesComeBackWithTheirLandmarks() {
        DetectionCache cache = new DetectionCache(folder);
        cache.save("hash", 25, "detector", faces);
        assertEquals(Optional.of(faces), cache.load("hash", 25, "detector"));
        assertEquals(Optional.empty(), cache.load("hash", 30, "detector"));
        assertEquals(Optional.empty(), cache.load("hash", 25, "another"));
    }

    @Test
    void damagedFilesCountAsMissing() throws IOException {
        DetectionCache cache = new DetectionCache(folder);
        cache.save("hash", 25, "detector", faces);
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        String whole = Files.readString(file);
        for (String damaged : List.of(
                "",
                "[",
                whole.substring(0, whole.length() / 2),
                whole.substring(0, whole.length() - 1),
                "[[[1,2,3,4]]]",
                "[[[1,2,3,4,5,6]]]",
                "[[[1,2,3,4,5,6,7]]]",
                whole.replace("1.5", "\"x\""))) {
            Files.writeString(file, damaged);
            assertTrue(cache.load("hash", 25, "detector").isEmpty(), damaged);
        }
    }
}
