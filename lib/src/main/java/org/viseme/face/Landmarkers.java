package org.viseme.face;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.viseme.VisemeException;

/** Finders of landmarks by the words of the command line. */
public final class Landmarkers {
    private static final String FACEMARK = "facemark:";

    private Landmarkers() {}

    /**
     * @param words {@code facemark:FILE}
     * @throws VisemeException when the words name no finder, or its file cannot be used
     */
    public static LandmarkFinder parse(String words) {
        if (!words.startsWith(FACEMARK) || words.length() == FACEMARK.length()) {
            throw new VisemeException("--landmarks " + words, "unknown landmark finder", "use facemark:FILE");
        }
        String file = words.substring(FACEMARK.length());
        try {
            return new FacemarkLandmarks(Path.of(file));
        } catch (InvalidPathException e) {
            throw new VisemeException(file, "not a file name", "give the path of an LBF model for facemark:FILE", e);
        }
    }
}
