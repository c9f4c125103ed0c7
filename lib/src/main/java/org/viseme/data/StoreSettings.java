package org.viseme.data;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How the clips of a store were made; all clips of a store are made alike. Written to {@code store.json}.
 *
 * @param format layout of the store's files; this version reads and writes {@value #FORMAT}
 * @param corpus name of the corpus
 * @param licence terms of the corpus
 * @param cropSize width and height of a crop of the face in pixels
 * @param fps frames a second
 * @param mel settings of the mel spectrogram in words
 * @param preparation every other setting by name: detector, thresholds, crops, audio features
 * @param software what made the store
 */
public record StoreSettings(
        int format,
        String corpus,
        String licence,
        int cropSize,
        int fps,
        String mel,
        Map<String, String> preparation,
        String software) {
    /** Version of the layout described at {@link ClipStore}. */
    public static final int FORMAT = 2;

    public StoreSettings {
        preparation = new TreeMap<>(preparation);
    }

    /** What differs from other settings in a way that makes clips differ, in words; empty when nothing does. */
    String differenceTo(StoreSettings other) {
        StringBuilder text = new StringBuilder();
        difference(text, "corpus", corpus, other.corpus);
        difference(text, "crop size", cropSize, other.cropSize);
        difference(text, "fps", fps, other.fps);
        difference(text, "mel", mel, other.mel);
        TreeSet<String> names = new TreeSet<>(preparation.keySet());
        names.addAll(other.preparation.keySet());
        for (String name : names) {
            difference(
                    text, name, preparation.getOrDefault(name, "none"), other.preparation.getOrDefault(name, "none"));
        }
        return text.toString();
    }

    private static void difference(StringBuilder text, String what, Object mine, Object theirs) {
        if (!mine.equals(theirs)) {
            text.append(text.isEmpty() ? "" : ", ").append(what + " " + mine + " instead of " + theirs);
        }
    }
}
