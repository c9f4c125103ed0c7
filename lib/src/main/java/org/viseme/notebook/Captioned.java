package org.viseme.notebook;

/**
 * Something to show and what to write under it.
 *
 * @param caption plain text
 * @param content a picture, a file, a sound
 */
public record Captioned<T>(String caption, T content) {
    /** Reads well in a cell: {@code Show.videos(caption("original", face), caption("dubbed", out))}. */
    public static <T> Captioned<T> caption(String caption, T content) {
        return new Captioned<>(caption, content);
    }
}
