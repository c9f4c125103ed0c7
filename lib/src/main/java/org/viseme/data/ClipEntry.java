package org.viseme.data;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * One line of a store's manifest: what can be known of a clip without opening it.
 *
 * @param id name of the clip, unique in its store
 * @param source name of the clip in the corpus; another than {@code id} where it was cut into several
 * @param frames number of crops
 * @param seconds length of the crops, {@code frames / fps}
 * @param cropSize width and height of a crop of the face
 * @param flags what is doubtful about it
 * @param shard the archive that holds the clip, relative to the folder of the store
 * @param offset where the clip begins in that archive
 * @param bytes size of the clip
 * @param sha256 checksum of these bytes, hexadecimal
 */
public record ClipEntry(
        String id,
        String source,
        Split split,
        String speaker,
        int frames,
        double seconds,
        int cropSize,
        String transcript,
        String licence,
        String origin,
        Set<ClipFlag> flags,
        String shard,
        long offset,
        long bytes,
        String sha256) {
    public ClipEntry {
        flags = Collections.unmodifiableSet(new TreeSet<>(flags));
    }
}
