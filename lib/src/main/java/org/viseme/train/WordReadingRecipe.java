package org.viseme.train;

import org.viseme.data.Augmentation;
import org.viseme.data.UtteranceSampling;
import org.viseme.model.mvm.WordClassifierConfig;
import org.viseme.torch.Precision;

/**
 * Recipe {@code word-reading}: single words are told by the lips, with a memory of how lips sound (Kim et al., 2022).
 *
 * @param model size of the network; its words are those of the data, its pictures 88 pixels wide
 * @param sampling what batches are made of; {@code longestFrames} are those around a word
 * @param toldWeight weight of the words by lips and sound, beside the 1 of lips with what they recall
 * @param heardWeight weight of the words by the sound alone
 * @param reconstructionWeight weight of what the memories have to give back
 * @param contrastWeight weight of how different the memories' values are
 * @param optimization how its weights are found
 * @param measurements how often it is measured and saved
 */
public record WordReadingRecipe(
        WordClassifierConfig model,
        UtteranceSampling sampling,
        double toldWeight,
        double heardWeight,
        double reconstructionWeight,
        double contrastWeight,
        Optimization optimization,
        Measurements measurements) {
    /** The network of LRW's 500 words with their 29 frames, in pictures of 88 pixels. */
    public static WordReadingRecipe paper() {
        WordClassifierConfig large = WordClassifierConfig.paper();
        return new WordReadingRecipe(
                new WordClassifierConfig(
                        large.channels(),
                        WordClassifierConfig.tiny(1).pictureSize(),
                        large.memory(),
                        large.branch(),
                        large.words()),
                new UtteranceSampling(32, 1, 29, 1, new Augmentation(true, 0, 4, 0, 0)),
                1,
                1,
                1,
                0.01,
                new Optimization(300_000, new Schedule(3e-4, 5000, 0.9, 0.01), 0.9, 0.01, 5, 1, 0, Precision.FP32, 1),
                new Measurements(0, 2000, 1000, 0));
    }

    /** A compact network on two CPU cores, for short words such as GRID's. */
    public static WordReadingRecipe tiny() {
        return new WordReadingRecipe(
                WordClassifierConfig.tiny(1),
                new UtteranceSampling(16, 1, 15, 1, new Augmentation(true, 0.2, 4, 0, 0)),
                1,
                1,
                1,
                0.01,
                new Optimization(1500, new Schedule(1e-3, 100, 0.5, 0.05), 0.9, 0.01, 1, 1, 0.99, Precision.FP32, 1),
                new Measurements(20, 150, 100, 0));
    }

    public WordReadingRecipe withSampling(UtteranceSampling other) {
        return new WordReadingRecipe(
                model,
                other,
                toldWeight,
                heardWeight,
                reconstructionWeight,
                contrastWeight,
                optimization,
                measurements);
    }
}
