package org.viseme.data;

/**
 * What preparation measured of a stretch of a source.
 *
 * @param fromSeconds where the stretch begins in the source
 * @param seconds how long it is
 * @param found share of its frames in which the detector, where it looked, saw the face, 0 to 1
 * @param faceWidth mean width of the face in the source, in pixels
 * @param faceHeight mean height of the face in the source, in pixels
 * @param sharpness variance of the Laplacian of the face's brightness at 96 pixels; low where it is blurred
 * @param faces number of faces of a similar size that were there at the same time, this one included
 * @param landmarks what the crops were aligned by: points of the corpus, of a model, of the detector, or the box alone
 * @param words number of words in the transcript
 * @param sync the offset between sound and picture; null where it was not measured
 * @param fingerprint what nearly equal clips nearly share, see {@link Fingerprint}
 */
public record ClipMeasures(
        double fromSeconds,
        double seconds,
        double found,
        double faceWidth,
        double faceHeight,
        double sharpness,
        int faces,
        String landmarks,
        int words,
        SyncMeasure sync,
        String fingerprint) {}
