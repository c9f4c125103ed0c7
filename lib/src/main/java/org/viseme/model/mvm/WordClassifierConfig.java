package org.viseme.model.mvm;

import java.util.List;
import org.viseme.VisemeException;

/**
 * A {@link WordClassifier}.
 *
 * @param channels of the front end's first convolution; its last stage has eight times as many, and so has what it says
 *     of a frame
 * @param pictureSize width and height of the pictures, in pixels
 * @param memory what is remembered of sounds
 * @param branch channels of each branch of the convolutions over time
 * @param words that it tells apart
 */
public record WordClassifierConfig(int channels, int pictureSize, Memory memory, int branch, int words) {
    /** Positions under the kernels of the branches. */
    static final List<Integer> KERNELS = List.of(3, 5, 7);

    /** How much a picture is smaller in the end, by five strides of two. */
    private static final int CONDENSED = 32;

    /**
     * @param slots sounds that are remembered
     * @param heads ways to look for them
     * @param radius how sharply one of them is chosen
     */
    public record Memory(int slots, int heads, double radius) {}

    public WordClassifierConfig {
        if (channels < 1 || pictureSize < 1 || branch < 1 || words < 1 || memory.slots() < 1 || memory.heads() < 1) {
            throw new VisemeException(
                    "channels=%d, pictureSize=%d, branch=%d, words=%d".formatted(channels, pictureSize, branch, words),
                    "is no size of a network",
                    "use positive numbers");
        }
        if (8 * channels % memory.heads() != 0) {
            throw new VisemeException(
                    "heads=" + memory.heads(),
                    "do not divide the " + 8 * channels + " values of a frame",
                    "use heads that do");
        }
    }

    /** As published, for the 500 words of LRW. */
    public static WordClassifierConfig paper() {
        return new WordClassifierConfig(64, 112, new Memory(112, 8, 16), 256, 500);
    }

    /** For CPUs: an eighth of the channels, pictures of 88 pixels. */
    public static WordClassifierConfig tiny(int words) {
        return new WordClassifierConfig(8, 88, new Memory(28, 4, 16), 32, words);
    }

    /** Values of a frame. */
    int features() {
        return 8 * channels;
    }

    /** Values of a frame between the convolutions over time. */
    int wide() {
        return KERNELS.size() * branch;
    }

    /** Width and height of the last maps of the front end. */
    int condensed() {
        return (pictureSize + CONDENSED - 1) / CONDENSED;
    }
}
