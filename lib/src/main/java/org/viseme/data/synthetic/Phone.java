package org.viseme.data.synthetic;

/**
 * The phones of American English under their ARPAbet names, with what the synthesizer needs: manner, voicing and the
 * first three formants in hertz (for consonants the place towards which the formants of the neighbouring vowels bend).
 * Vowel formants are about those that Peterson and Barney measured for men (1952).
 */
public enum Phone {
    SIL(Manner.SILENCE, false, Viseme.REST, 500, 1500, 2500),
    P(Manner.STOP, false, Viseme.BILABIAL, 250, 900, 2200),
    B(Manner.STOP, true, Viseme.BILABIAL, 250, 900, 2200),
    M(Manner.NASAL, true, Viseme.BILABIAL, 270, 1000, 2200),
    F(Manner.FRICATIVE, false, Viseme.LABIODENTAL, 280, 1100, 2200),
    V(Manner.FRICATIVE, true, Viseme.LABIODENTAL, 280, 1100, 2200),
    TH(Manner.FRICATIVE, false, Viseme.DENTAL, 280, 1400, 2550),
    DH(Manner.FRICATIVE, true, Viseme.DENTAL, 280, 1400, 2550),
    T(Manner.STOP, false, Viseme.ALVEOLAR, 280, 1750, 2650),
    D(Manner.STOP, true, Viseme.ALVEOLAR, 280, 1750, 2650),
    N(Manner.NASAL, true, Viseme.ALVEOLAR, 270, 1650, 2600),
    S(Manner.FRICATIVE, false, Viseme.SIBILANT, 300, 1700, 2600),
    Z(Manner.FRICATIVE, true, Viseme.SIBILANT, 300, 1700, 2600),
    SH(Manner.FRICATIVE, false, Viseme.POSTALVEOLAR, 300, 1850, 2500),
    ZH(Manner.FRICATIVE, true, Viseme.POSTALVEOLAR, 300, 1850, 2500),
    CH(Manner.AFFRICATE, false, Viseme.POSTALVEOLAR, 300, 1850, 2500),
    JH(Manner.AFFRICATE, true, Viseme.POSTALVEOLAR, 300, 1850, 2500),
    K(Manner.STOP, false, Viseme.VELAR, 270, 2000, 2350),
    G(Manner.STOP, true, Viseme.VELAR, 270, 2000, 2350),
    NG(Manner.NASAL, true, Viseme.VELAR, 270, 1950, 2450),
    HH(Manner.ASPIRATE, false, Viseme.GLOTTAL, 500, 1500, 2500),
    L(Manner.APPROXIMANT, true, Viseme.LATERAL, 360, 1100, 2700),
    R(Manner.APPROXIMANT, true, Viseme.RHOTIC, 330, 1150, 1550),
    W(Manner.APPROXIMANT, true, Viseme.LABIAL_GLIDE, 290, 650, 2200),
    Y(Manner.APPROXIMANT, true, Viseme.PALATAL_GLIDE, 270, 2250, 3000),
    IY(Viseme.IY, 270, 2290, 3010),
    IH(Viseme.IH, 390, 1990, 2550),
    EH(Viseme.EH, 530, 1840, 2480),
    AE(Viseme.AE, 660, 1720, 2410),
    AH(Viseme.AH, 620, 1190, 2390),
    AA(Viseme.AA, 730, 1090, 2440),
    AO(Viseme.AO, 570, 840, 2410),
    UH(Viseme.UH, 440, 1020, 2240),
    UW(Viseme.UW, 300, 870, 2240),
    ER(Viseme.ER, 490, 1350, 1690),
    EY(Viseme.EY, 500, 1950, 2550, 300, 2250, 2900),
    AY(Viseme.AY, 720, 1130, 2450, 400, 2000, 2600),
    OW(Viseme.OW, 530, 950, 2400, 320, 850, 2250),
    AW(Viseme.AW, 720, 1200, 2450, 400, 900, 2300),
    OY(Viseme.OY, 550, 850, 2400, 380, 2050, 2600);

    /** How a sound is made. */
    public enum Manner {
        SILENCE,
        VOWEL,
        APPROXIMANT,
        NASAL,
        FRICATIVE,
        AFFRICATE,
        STOP,
        ASPIRATE
    }

    private final Manner manner;
    private final boolean voiced;
    private final Viseme viseme;
    private final double[] onset;
    private final double[] offset;

    Phone(Manner manner, boolean voiced, Viseme viseme, double... formants) {
        this.manner = manner;
        this.voiced = voiced;
        this.viseme = viseme;
        this.onset = new double[] {formants[0], formants[1], formants[2]};
        int last = formants.length - 3;
        this.offset = new double[] {formants[last], formants[last + 1], formants[last + 2]};
    }

    Phone(Viseme viseme, double... formants) {
        this(Manner.VOWEL, true, viseme, formants);
    }

    public Manner manner() {
        return manner;
    }

    public boolean voiced() {
        return voiced;
    }

    public boolean isVowel() {
        return manner == Manner.VOWEL;
    }

    public Viseme viseme() {
        return viseme;
    }

    /** A formant at the start of the phone, in hertz; {@code number} is 1 to 3. */
    public double onsetFormant(int number) {
        return onset[number - 1];
    }

    /** A formant at the end of the phone, in hertz: another one in diphthongs only. */
    public double offsetFormant(int number) {
        return offset[number - 1];
    }
}
