package org.viseme.report;

/**
 * What was measured of one clip.
 *
 * @param model who drew it; {@link MeasuredFigure#REAL_VIDEO} for the real one
 * @param protocol by which it was drawn; empty for the real one
 * @param clip its name
 * @param frames that were measured
 * @param values one a score of the report; NaN where there is none
 */
public record ClipScores(String model, String protocol, String clip, int frames, double[] values) {}
