package org.viseme.face;

public record Landmarks(float[] xy) {
    public static Landmarks none() {
        return new Landmarks(new float[0]);
    }

    public int count() {
        return xy.length / 2;
    }
}
