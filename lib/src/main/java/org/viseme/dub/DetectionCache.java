package org.viseme.dub;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.viseme.AtomicFile;
import org.viseme.ContentHash;
import org.viseme.VisemeException;
import org.viseme.face.Box;
import org.viseme.face.FaceDetector.Detection;
import org.viseme.face.Landmarks;

/**
 * Faces found earlier, a file for each video and detector: a JSON array of frames, each an array of faces
 * {@code [x, y, width, height, score]}, followed by x and y of each landmark. The name is a hash of the video's content, the frame rate and the detector's
 * settings, so nothing in it can be out of date. A damaged file counts as missing.
 */
final class DetectionCache {
    private static final String FORMAT = "viseme-faces-2";
    private static final int NUMBERS = 5;

    private final Path folder;

    DetectionCache(Path folder) {
        this.folder = folder;
    }

    /** {@code $XDG_CACHE_HOME/viseme}, or {@code ~/.cache/viseme}. */
    static Path defaultFolder() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg != null && Path.of(xdg).isAbsolute()
                ? Path.of(xdg)
                : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("viseme");
    }

    private Path file(String contentHash, double fps, String detector) {
        MessageDigest digest = ContentHash.sha256();
        String key = String.join("\n", FORMAT, contentHash, Double.toString(fps), detector);
        byte[] hash = digest.digest(key.getBytes(StandardCharsets.UTF_8));
        return folder.resolve("faces-" + HexFormat.of().formatHex(hash, 0, 16) + ".json");
    }

    Optional<List<List<Detection>>> load(String contentHash, double fps, String detector) {
        Path file = file(contentHash, fps, detector);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
            List<List<Detection>> frames = new ArrayList<>();
            expect(parser, JsonToken.START_ARRAY);
            while (parser.nextToken() == JsonToken.START_ARRAY) {
                frames.add(frame(parser));
            }
            boolean whole = parser.currentToken() == JsonToken.END_ARRAY && !frames.isEmpty();
            return whole ? Optional.of(frames) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static List<Detection> frame(JsonParser parser) throws IOException {
        List<Detection> faces = new ArrayList<>(1);
        while (parser.nextToken() == JsonToken.START_ARRAY) {
            double[] numbers = new double[NUMBERS + 2 * Landmarks.SIXTY_EIGHT];
            int count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (count == numbers.length) {
                    throw new IOException("damaged");
                }
                numbers[count++] = parser.getDoubleValue();
            }
            faces.add(face(Arrays.copyOf(numbers, count)));
        }
        return List.copyOf(faces);
    }

    private static Detection face(double[] numbers) throws IOException {
        int points = (numbers.length - NUMBERS) / 2;
        boolean whole = points == 0 || points == Landmarks.FIVE || points == Landmarks.SIXTY_EIGHT;
        if (numbers.length != NUMBERS + 2 * points || !whole) {
            throw new IOException("damaged");
        }
        Box box = new Box(numbers[0], numbers[1], numbers[2], numbers[3]);
        return new Detection(box, numbers[4], Landmarks.of(Arrays.copyOfRange(numbers, NUMBERS, numbers.length)));
    }

    private static void expect(JsonParser parser, JsonToken token) throws IOException {
        if (parser.nextToken() != token) {
            throw new IOException("damaged");
        }
    }

    /**
     * Keeps what was found.
     *
     * @throws VisemeException when the folder cannot be written
     */
    void save(String contentHash, double fps, String detector, List<List<Detection>> detections) {
        AtomicFile.write(file(contentHash, fps, detector), out -> {
            JsonGenerator json = new JsonFactory().createGenerator(out);
            json.writeStartArray();
            for (List<Detection> frame : detections) {
                json.writeRaw('\n');
                json.writeStartArray();
                for (Detection face : frame) {
                    Box box = face.box();
                    double[] points = face.landmarks().toArray();
                    double[] numbers = Arrays.copyOf(
                            new double[] {box.x(), box.y(), box.width(), box.height(), face.score()},
                            NUMBERS + points.length);
                    System.arraycopy(points, 0, numbers, NUMBERS, points.length);
                    json.writeArray(numbers, 0, numbers.length);
                }
                json.writeEndArray();
            }
            json.writeEndArray();
            json.close();
        });
    }
}
