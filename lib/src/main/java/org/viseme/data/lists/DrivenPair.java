package org.viseme.data.lists;

/**
 * A face and the voice that drives it.
 *
 * @param video name of the clip that shows the face, as the list writes it (most lists leave out the extension)
 * @param audio name of the clip whose voice is used; the same one when a clip is driven by its own voice
 */
public record DrivenPair(String video, String audio) {}
