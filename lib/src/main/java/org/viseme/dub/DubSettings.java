package org.viseme.dub;

import org.viseme.face.FaceChoice;

/**
 * How a prepared video is spoken.
 *
 * @param faces whose mouth moves
 * @param longer what is shown when the speech is longer than the video
 * @param blend how the drawn face is put into its frame
 * @param reference the picture that shows the model how the person looks
 * @param matchColours whether drawn faces take over the mean colours of the frame
 * @param strict whether a frame without a face is an error instead of being left as it is
 * @param batch faces that the model draws at once, at most; large pictures make it fewer
 */
public record DubSettings(
        FaceChoice faces,
        Longer longer,
        Blend blend,
        Reference reference,
        boolean matchColours,
        boolean strict,
        int batch) {
    public DubSettings {
        if (batch < 1) {
            throw new IllegalArgumentException("batch " + batch);
        }
    }

    /** The largest face, feathered, running backwards at the end, the model's own reference, 16 faces at once. */
    public static DubSettings defaults() {
        return new DubSettings(FaceChoice.largest(), Longer.PINGPONG, Blend.FEATHER, Reference.AUTO, false, false, 16);
    }

    public DubSettings withFaces(FaceChoice value) {
        return new DubSettings(value, longer, blend, reference, matchColours, strict, batch);
    }

    public DubSettings withLonger(Longer value) {
        return new DubSettings(faces, value, blend, reference, matchColours, strict, batch);
    }

    public DubSettings withBlend(Blend value) {
        return new DubSettings(faces, longer, value, reference, matchColours, strict, batch);
    }

    public DubSettings withReference(Reference value) {
        return new DubSettings(faces, longer, blend, value, matchColours, strict, batch);
    }

    public DubSettings withMatchColours(boolean value) {
        return new DubSettings(faces, longer, blend, reference, value, strict, batch);
    }

    public DubSettings withStrict(boolean value) {
        return new DubSettings(faces, longer, blend, reference, matchColours, value, batch);
    }

    public DubSettings withBatch(int value) {
        return new DubSettings(faces, longer, blend, reference, matchColours, strict, value);
    }
}
