package org.viseme.notebook;

import java.util.Arrays;
import java.util.Locale;
import org.viseme.VisemeException;

/** How much work a notebook does. */
public enum Profile {
    /** A few steps, under a minute a notebook: proves that every cell runs. */
    SMOKE,
    /** The default: a few minutes on two cores, on the data that comes with the project. */
    QUICK,
    /** The corpora and settings of the papers. */
    FULL;

    /** Environment variable (or system property {@code viseme.profile}) that chooses the profile. */
    public static final String VARIABLE = "VISEME_PROFILE";

    /** The profile chosen from outside, {@link #QUICK} when nothing is said. */
    public static Profile current() {
        String name = System.getProperty("viseme.profile", System.getenv(VARIABLE));
        return name == null || name.isBlank() ? QUICK : of(name);
    }

    /**
     * @param name in any case
     * @throws VisemeException when there is no such profile
     */
    public static Profile of(String name) {
        return Arrays.stream(values())
                .filter(profile -> profile.name().equalsIgnoreCase(name.strip()))
                .findFirst()
                .orElseThrow(() -> new VisemeException("profile " + name, "is unknown", "use smoke, quick or full"));
    }

    /** The value for this profile: {@code profile.pick(2, 200, 200_000)} steps. */
    public <T> T pick(T smoke, T quick, T full) {
        return switch (this) {
            case SMOKE -> smoke;
            case QUICK -> quick;
            case FULL -> full;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
