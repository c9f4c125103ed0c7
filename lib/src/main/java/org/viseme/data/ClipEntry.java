package org.viseme.data;

/**
 * One line of a store's manifest: what can be known of a clip without opening its file.
 *
 * @param id name of the clip, unique in its store
 * @param frames number of crops
 * @param seconds length of the crops, {@code frames / fps}
 * @param cropSize width and height of a crop
 * @param file the clip's file, relative to the folder of the store
 * @param bytes size of that file
 * @param sha256 checksum of that file, hexadecimal
 */
public record ClipEntry(
        String id,
        Split split,
        String speaker,
        int frames,
        double seconds,
        int cropSize,
        String transcript,
        String licence,
        String source,
        String file,
        long bytes,
        String sha256) {}
