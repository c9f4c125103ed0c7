package org.viseme.nn;

import org.viseme.VisemeException;

/**
 * What blocks of a transformer over windows are made of.
 *
 * @param width channels of the maps
 * @param heads of attention; must divide {@code width}
 * @param hiddenRatio how many times as wide the feed-forward is inside
 */
public record WindowTransformerConfig(int width, int heads, int hiddenRatio) {
    public WindowTransformerConfig {
        if (width < 1 || heads < 1 || width % heads != 0 || hiddenRatio < 1) {
            throw new VisemeException(
                    "width=%d, heads=%d, hiddenRatio=%d".formatted(width, heads, hiddenRatio),
                    "is no transformer",
                    "use positive numbers, and heads that divide the width");
        }
    }
}
