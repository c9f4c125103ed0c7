package org.viseme.face;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.viseme.VisemeException;

/** Detectors by the words of the command line. */
public final class Detectors {
    private static final String YUNET = "yunet:";

    private Detectors() {}

    /**
     * @param words {@code haar} (embedded), or {@code yunet:FILE}
     * @throws VisemeException when the words name no detector, or its file cannot be used
     */
    public static FaceDetector parse(String words) {
        if (words.equals("haar")) {
            return new HaarDetector();
        }
        if (words.startsWith(YUNET) && words.length() > YUNET.length()) {
            String file = words.substring(YUNET.length());
            try {
                return new YuNetDetector(Path.of(file));
            } catch (InvalidPathException e) {
                throw new VisemeException(file, "not a file name", "give the path of a YuNet ONNX file", e);
            }
        }
        throw new VisemeException("--detector " + words, "unknown detector", "use haar or yunet:FILE");
    }
}
