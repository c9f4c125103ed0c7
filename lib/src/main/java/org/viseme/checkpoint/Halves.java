package org.viseme.checkpoint;

/** Rounding to the two 16-bit floating-point types: to the nearest, ties to even, from double without rounding twice. */
final class Halves {
    private Halves() {}

    static short toF16(double value) {
        return Float.floatToFloat16(roundToOdd(value));
    }

    static short toBf16(double value) {
        int bits = Float.floatToRawIntBits(roundToOdd(value));
        if (Double.isNaN(value)) {
            return (short) ((bits >>> 16) | 0x40); // stays a NaN although its lower bits are cut off
        }
        int roundedUp = bits + 0x7fff + ((bits >>> 16) & 1);
        return (short) (roundedUp >>> 16);
    }

    /**
     * The float next to a double towards zero, its last bit set when something was cut off; rounding that once more gives
     * the same as rounding the double directly (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums",
     * 2008).
     */
    private static float roundToOdd(double value) {
        float nearest = (float) value;
        if (nearest == value || Double.isNaN(value)) {
            return nearest;
        }
        float towardsZero = Math.abs((double) nearest) > Math.abs(value)
                ? Math.copySign(Math.nextDown(Math.abs(nearest)), nearest)
                : nearest;
        return Float.intBitsToFloat(Float.floatToRawIntBits(towardsZero) | 1);
    }
}
