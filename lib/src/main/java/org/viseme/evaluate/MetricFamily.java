package org.viseme.evaluate;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.viseme.VisemeException;

/** Metrics that are computed together. */
public enum MetricFamily {
    /** PSNR, SSIM, L1. */
    PICTURES,
    /** Distance, confidence and offset by sync experts. */
    SYNC,
    /** Motion of the mouth, also in silence. */
    MOTION,
    /** Distance of landmarks. */
    LMD,
    /** Identity by a face recogniser. */
    CSIM,
    /** Perceptual distance by the feature network that ships. */
    FEATURES,
    /** LPIPS over each backbone whose weights are there. */
    LPIPS,
    /** LSE-D, LSE-C and offset by the published SyncNet. */
    LSE,
    /** FID by the published Inception network. */
    FID;

    /** All of them. */
    public static Set<MetricFamily> all() {
        return EnumSet.allOf(MetricFamily.class);
    }

    /** By the word of the command line. */
    public static MetricFamily parse(String word) {
        return Arrays.stream(values())
                .filter(family -> family.toString().equals(word))
                .findFirst()
                .orElseThrow(() -> new VisemeException(
                        "--metrics " + word,
                        "is unknown",
                        "use " + all().stream().map(MetricFamily::toString).collect(Collectors.joining(", "))));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
