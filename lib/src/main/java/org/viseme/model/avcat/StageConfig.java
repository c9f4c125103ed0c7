package org.viseme.model.avcat;

import org.viseme.VisemeException;

/**
 * A stage of AV-CAT's transformers.
 *
 * @param sampling what happens to the maps before the first block
 * @param blocks of the stage, of which every second one has shifted windows
 * @param window height and width of a window, in places of the map; windows that hold the whole map are not shifted
 * @param hears whether the speech gets into the stage's fusion blocks
 */
public record StageConfig(Sampling sampling, int blocks, int window, boolean hears) {
    /** How the size of a map changes, by kernels of 2x2 that do not overlap. */
    public enum Sampling {
        NONE,
        /** To half the height and width, by a convolution. */
        DOWN,
        /** To twice the height and width, by a transposed convolution. */
        UP
    }

    public StageConfig {
        if (blocks < 1 || window < 2) {
            throw new VisemeException(
                    "blocks=" + blocks + ", window=" + window,
                    "are no stage of a transformer",
                    "use at least 1 block and windows of at least 2 places");
        }
    }

    /** Height and width of the stage's maps. */
    int side(int before) {
        return switch (sampling) {
            case NONE -> before;
            case DOWN -> before / 2;
            case UP -> 2 * before;
        };
    }
}
