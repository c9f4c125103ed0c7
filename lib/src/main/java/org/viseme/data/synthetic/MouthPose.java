package org.viseme.data.synthetic;

/**
 * The mouth at one moment.
 *
 * @param opening gap between the lips, 0 (closed) to about 1
 * @param jaw how far the jaw is lowered, 0 to 1
 * @param width corners of the mouth, -1 (drawn in) to 1 (spread)
 * @param rounding lips rounded and pushed forward, 0 to 1
 * @param closure lips pressed together (p, b, m), 0 to 1
 * @param bite lower lip at the upper teeth (f, v), 0 to 1
 * @param tongue height of the tongue body, 0 to 1
 * @param tip how far the tip of the tongue is at the teeth, 0 to 1
 */
public record MouthPose(
        double opening,
        double jaw,
        double width,
        double rounding,
        double closure,
        double bite,
        double tongue,
        double tip) {
    /** A closed mouth at rest. */
    public static final MouthPose REST = new MouthPose(0, 0, 0, 0, 0, 0, 0.2, 0);
}
