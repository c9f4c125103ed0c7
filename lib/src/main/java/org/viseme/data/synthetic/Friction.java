package org.viseme.data.synthetic;

/**
 * The noise of a consonant.
 *
 * @param hertz centre of its band
 * @param width bandwidth in hertz
 * @param level loudness, about 1 for the loudest
 */
record Friction(double hertz, double width, double level) {
    static Friction of(Phone phone) {
        boolean stop = phone.manner() == Phone.Manner.STOP;
        return switch (phone.viseme()) {
            case BILABIAL -> new Friction(900, 1200, 0.45);
            case LABIODENTAL -> new Friction(5500, 4500, 0.20);
            case DENTAL -> new Friction(6200, 3500, 0.16);
            case ALVEOLAR -> new Friction(4300, 2200, 0.55);
            case SIBILANT -> new Friction(5900, 1500, 0.85);
            case POSTALVEOLAR -> new Friction(3100, 1300, 0.95);
            case VELAR -> new Friction(2100, 900, 0.60);
            default -> new Friction(3000, 3000, stop ? 0.4 : 0.2);
        };
    }
}
