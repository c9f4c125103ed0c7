package org.viseme.data;

/**
 * A clip of a corpus before preparation. Opening it is left until a worker wants it, so a corpus of a hundred thousand
 * clips is a list of names.
 */
public interface ClipSource {
    ClipInfo info();

    /**
     * Starts reading. Called from several threads, for different clips.
     *
     * @throws org.viseme.VisemeException when the clip cannot be read; it is then left out and reported
     */
    ClipMedia open();
}
