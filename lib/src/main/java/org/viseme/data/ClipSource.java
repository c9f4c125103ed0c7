package org.viseme.data;

/**
 * A clip of a corpus before preparation. Its name and split are at hand; everything else is read when a worker asks for
 * it, so a corpus of a million clips is a list of names.
 */
public interface ClipSource {
    /** Name of the clip, unique in its corpus; the same as that of its {@link #info}. */
    String id();

    /** The part of the corpus the clip belongs to. */
    Split split();

    /**
     * What is known about the clip; may read its transcript.
     *
     * @throws org.viseme.VisemeException when the transcript is damaged; the clip is then left out and reported
     */
    ClipInfo info();

    /**
     * Starts reading. Called from several threads, for different clips.
     *
     * @throws org.viseme.VisemeException when the clip cannot be read; it is then left out and reported
     */
    ClipMedia open();
}
