package org.viseme.data.synthetic;

/**
 * The eyes at one moment.
 *
 * @param open 0 closed, 1 open
 * @param gazeX where they look, in half eye widths to the right of the picture
 * @param gazeY where they look, in half eye widths down
 */
record EyePose(double open, double gazeX, double gazeY) {}
