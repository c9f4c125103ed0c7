package org.viseme.data;

/**
 * How far apart sound and picture of a clip were, and what was done about it. Offsets are in frames of 1/25 s, positive
 * where the sound comes late.
 *
 * @param scorer what measured it
 * @param offset of the source
 * @param confidence how much the best offset stands out, on the scorer's own scale
 * @param corrected by how many frames the sound was moved; 0 where it was left as it is
 * @param residual the offset measured again after the correction
 */
public record SyncMeasure(String scorer, int offset, double confidence, int corrected, int residual) {}
