package org.viseme.embedding;

/** Lays points of many dimensions out in a plane. */
public interface Projector {
    /** Points of which a part is drawn, unless somebody asks for more. */
    int MOST = 10_000;

    /**
     * @param points (points, width)
     * @return the same for the same points and settings, to the last bit
     * @throws org.viseme.VisemeException when there are too few points for the settings
     */
    Projection project(float[][] points);
}
