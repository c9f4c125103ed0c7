package org.viseme.data;

/** A clip that samples are cut from. */
interface LoadedClip extends AutoCloseable {
    /**
     * Writes the crop of a frame as planes of blue, green and red.
     *
     * @throws org.viseme.VisemeException when that crop, or the file, is damaged
     */
    void copyFrame(int frame, byte[] target, int offset);

    StoredMel mel();

    @Override
    void close();
}
