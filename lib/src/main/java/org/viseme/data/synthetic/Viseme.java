package org.viseme.data.synthetic;

/**
 * Sounds that look alike. Phones of one viseme share mouth shape and length, so that for instance "pat", "bat" and "mat"
 * give the same picture and differ only in sound.
 */
public enum Viseme {
    REST(0.10, shape(0.03, 0.00, 0.05, 0.00, 0.2, 0.0, 0.8)),
    BILABIAL(0.085, shape(0.06, 0.00, 0.00, 0.05, 0.2, 0.0, 1.6)),
    LABIODENTAL(0.095, shape(0.10, 0.20, 0.10, 0.00, 0.2, 0.0, 1.6)),
    DENTAL(0.080, shape(0.20, 0.32, 0.10, 0.00, 0.5, 1.0, 1.1)),
    ALVEOLAR(0.075, shape(0.17, 0.28, 0.15, 0.00, 0.7, 0.6, 0.9)),
    LATERAL(0.075, shape(0.30, 0.25, 0.05, 0.00, 0.6, 0.9, 0.9)),
    SIBILANT(0.110, shape(0.05, 0.50, 0.40, 0.00, 0.6, 0.2, 1.4)),
    POSTALVEOLAR(0.110, shape(0.07, 0.60, -0.20, 0.60, 0.6, 0.1, 1.4)),
    RHOTIC(0.080, shape(0.20, 0.15, -0.10, 0.50, 0.5, 0.0, 1.0)),
    LABIAL_GLIDE(0.080, shape(0.10, 0.05, -0.30, 1.00, 0.3, 0.0, 1.5)),
    PALATAL_GLIDE(0.070, shape(0.15, 0.25, 0.50, 0.00, 0.9, 0.1, 0.9)),
    VELAR(0.080, shape(0.27, 0.15, 0.05, 0.00, 0.7, 0.0, 0.6)),
    GLOTTAL(0.065, shape(0.35, 0.10, 0.05, 0.00, 0.3, 0.0, 0.2)),
    AA(0.150, shape(1.00, 0.10, 0.05, 0.05, 0.05, 0.0, 1.1)),
    AE(0.145, shape(0.80, 0.25, 0.45, 0.00, 0.20, 0.1, 1.1)),
    AH(0.095, shape(0.58, 0.10, 0.05, 0.05, 0.25, 0.0, 0.9)),
    AO(0.145, shape(0.75, 0.10, -0.15, 0.55, 0.10, 0.0, 1.1)),
    EH(0.115, shape(0.58, 0.25, 0.35, 0.00, 0.40, 0.2, 1.0)),
    IH(0.095, shape(0.34, 0.28, 0.40, 0.00, 0.60, 0.2, 0.9)),
    IY(0.125, shape(0.20, 0.42, 0.85, 0.00, 0.75, 0.2, 1.1)),
    UH(0.100, shape(0.34, 0.10, -0.15, 0.55, 0.35, 0.0, 1.0)),
    UW(0.140, shape(0.18, 0.06, -0.30, 1.00, 0.35, 0.0, 1.3)),
    ER(0.130, shape(0.32, 0.15, -0.10, 0.45, 0.45, 0.0, 1.0)),
    EY(0.150, EH.onset, IY.onset),
    AY(0.175, AA.onset, IH.onset),
    OW(0.155, AO.onset, UW.onset),
    AW(0.180, AA.onset, UW.onset),
    OY(0.185, AO.onset, IY.onset);

    private final double seconds;
    private final MouthShape onset;
    private final MouthShape offset;

    Viseme(double seconds, MouthShape shape) {
        this(seconds, shape, shape);
    }

    Viseme(double seconds, MouthShape onset, MouthShape offset) {
        this.seconds = seconds;
        this.onset = onset;
        this.offset = offset;
    }

    private static MouthShape shape(
            double jaw, double part, double width, double rounding, double tongue, double tip, double dominance) {
        return new MouthShape(jaw, part, width, rounding, tongue, tip, dominance);
    }

    /** The usual length of such a sound, in seconds. */
    public double seconds() {
        return seconds;
    }

    /** What the mouth aims at first. */
    public MouthShape onset() {
        return onset;
    }

    /** What the mouth aims at last: another shape in diphthongs only. */
    public MouthShape offset() {
        return offset;
    }

    public boolean glides() {
        return !onset.equals(offset);
    }
}
