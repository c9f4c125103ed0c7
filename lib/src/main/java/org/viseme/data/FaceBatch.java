package org.viseme.data;

/**
 * Single faces and what is known about them. What is not known, or no class of the training, is {@link
 * FaceClasses#UNKNOWN}.
 *
 * @param step number of the batch, from 0
 * @param cropSize height and width of a picture
 * @param faces unsigned bytes (batch, 3, height, width), blue first
 * @param speakers who it is
 * @param words what is being said
 * @param turns by how many quarter turns, anticlockwise, each face is turned
 */
public record FaceBatch(long step, int cropSize, byte[] faces, long[] speakers, long[] words, long[] turns) {
    /** Number of faces. */
    public int size() {
        return turns.length;
    }
}
