package org.viseme.media;

/**
 * One picture of a video.
 *
 * @param index its number, from 0: among the stored pictures, or among those of the constant rate that was asked for
 * @param seconds when it is shown, from the start of the container
 * @param image the picture, upright
 */
public record VideoFrame(int index, double seconds, RgbImage image) {}
