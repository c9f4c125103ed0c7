package org.viseme.data;

/**
 * How the clips of a store were made; all clips of a store are made alike. Written to {@code store.json}.
 *
 * @param format layout of the store's files; this version reads and writes {@value #FORMAT}
 * @param corpus name of the corpus
 * @param licence terms of the corpus
 * @param cropSize width and height of a face crop in pixels
 * @param fps frames a second
 * @param mel settings of the mel spectrogram in words
 * @param detector name and settings of the face detector
 * @param detectEvery the detector looked at every so many-th frame; boxes between are interpolated
 * @param crops how crops are compressed
 * @param software what made the store
 */
public record StoreSettings(
        int format,
        String corpus,
        String licence,
        int cropSize,
        int fps,
        String mel,
        String detector,
        int detectEvery,
        String crops,
        String software) {
    /** Version of the layout described at {@link ClipStore}. */
    public static final int FORMAT = 1;

    /** What differs from other settings in a way that makes clips differ, in words; empty when nothing does. */
    String differenceTo(StoreSettings other) {
        StringBuilder text = new StringBuilder();
        difference(text, "format", format, other.format);
        difference(text, "corpus", corpus, other.corpus);
        difference(text, "crop size", cropSize, other.cropSize);
        difference(text, "fps", fps, other.fps);
        difference(text, "mel", mel, other.mel);
        difference(text, "detector", detector, other.detector);
        difference(text, "detect every", detectEvery, other.detectEvery);
        difference(text, "crops", crops, other.crops);
        return text.toString();
    }

    private static void difference(StringBuilder text, String what, Object mine, Object theirs) {
        if (!mine.equals(theirs)) {
            text.append(text.isEmpty() ? "" : ", ").append(what + " " + mine + " instead of " + theirs);
        }
    }
}
