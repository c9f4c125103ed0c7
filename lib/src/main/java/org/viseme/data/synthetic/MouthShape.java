package org.viseme.data.synthetic;

/**
 * What a mouth aims at while it makes a sound.
 *
 * @param jaw how far the jaw is lowered, 0 (teeth together) to 1
 * @param part how far the lips are drawn apart beyond what the jaw does, 0 to 1: shows the teeth
 * @param width corners of the mouth, -1 (drawn in) to 1 (spread)
 * @param rounding lips rounded and pushed forward, 0 to 1
 * @param tongue height of the tongue body, 0 to 1
 * @param tip how far the tip of the tongue is at the teeth, 0 to 1
 * @param dominance how much this aim prevails over those of its neighbours
 */
public record MouthShape(
        double jaw, double part, double width, double rounding, double tongue, double tip, double dominance) {}
