package org.viseme.checkpoint;

/**
 * Bounds of a pickle, far above what checkpoints of networks need.
 *
 * @param nodes values made in all, and values met on a walk through the result
 * @param depth containers within containers
 * @param integerBytes bytes of one integer
 * @param dimensions dimensions of one tensor
 */
record PickleLimits(int nodes, int depth, int integerBytes, int dimensions) {
    static final PickleLimits DEFAULT = new PickleLimits(2_000_000, 64, 64, 16);
}
