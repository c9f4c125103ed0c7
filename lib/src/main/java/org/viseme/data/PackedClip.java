package org.viseme.data;

/**
 * A clip in the form in which a store keeps it.
 *
 * @param info what is known about it
 * @param bytes the whole clip, see {@link ClipArchive}
 */
public record PackedClip(ClipInfo info, int frames, int cropSize, byte[] bytes) {}
