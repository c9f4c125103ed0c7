package org.viseme.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.viseme.VisemeException;
import org.viseme.data.Augmentation;
import org.viseme.data.UtteranceSampling;
import org.viseme.decode.BeamSearch;
import org.viseme.lipreading.Modality;
import org.viseme.model.avhubert.AvHubertConfig;
import org.viseme.model.conformer.ConformerConfig;
import org.viseme.text.Tokenizer;
import org.viseme.text.Vocabulary;
import org.viseme.torch.Precision;

/**
 * Recipe {@code lip-reading}: AV-HuBERT learns to write what lips say (Shi et al., 2022, section 3.3), from nothing or
 * from a pretrained encoder. Recipe {@code conformer-reading}: a Conformer learns it (Ma et al., 2021), by the decoder and
 * by CTC.
 *
 * @param model size of the network; its vocabulary is that of the data; null where a Conformer learns
 * @param modality what it is given
 * @param tokens what it writes
 * @param sampling what batches are made of
 * @param labels share of the clips whose texts are known, from above 0 to 1: no others are learnt from
 * @param curriculum what is learnt when
 * @param optimization how its weights are found
 * @param search how texts are found when it is measured
 * @param measurements how often it is measured and saved
 * @param conformer size of the Conformer that learns instead; null otherwise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LipReadingRecipe(
        AvHubertConfig model,
        Modality modality,
        Tokens tokens,
        UtteranceSampling sampling,
        double labels,
        Curriculum curriculum,
        Optimization optimization,
        BeamSearch search,
        Measurements measurements,
        ConformerConfig conformer) {
    private static final double CTC_BESIDE_TEXT = 0.1 / 0.9;

    public LipReadingRecipe {
        if (!(labels > 0 && labels <= 1)) {
            throw new VisemeException("labels " + labels, "is no share of the clips", "use more than 0, and at most 1");
        }
    }

    /** For AV-HuBERT. */
    public LipReadingRecipe(
            AvHubertConfig model,
            Modality modality,
            Tokens tokens,
            UtteranceSampling sampling,
            double labels,
            Curriculum curriculum,
            Optimization optimization,
            BeamSearch search,
            Measurements measurements) {
        this(model, modality, tokens, sampling, labels, curriculum, optimization, search, measurements, null);
    }

    /** What a reader writes. */
    public enum Tokens {
        CHARACTERS {
            @Override
            Tokenizer of(List<String> texts) {
                return Tokenizer.characters(texts);
            }
        },
        WORDS {
            @Override
            Tokenizer of(List<String> texts) {
                return Tokenizer.words(texts);
            }
        };

        /** The tokenizer for some texts. */
        abstract Tokenizer of(List<String> texts);
    }

    /**
     * The base model with the published fine-tuning on 30 hours: its rate, three stages, smoothing, and an encoder that
     * stays as its pretraining left it. In batches of 8 utterances instead of 1000 frames, and characters instead of
     * pieces.
     */
    public static LipReadingRecipe paper() {
        return new LipReadingRecipe(
                AvHubertConfig.base(),
                Modality.VIDEO,
                Tokens.CHARACTERS,
                new UtteranceSampling(8, 16, 500, 1, new Augmentation(true, 0, 4, 0, 0)),
                1,
                new Curriculum(0, 0, 30_000, 0.1),
                new Optimization(30_000, new Schedule(1e-3, 10_000, 2.0 / 3, 0.05), 0.9, 0, 0, 1, 0, Precision.FP32, 1),
                new BeamSearch(50, 200, 1),
                new Measurements(0, 1000, 1000, 0));
    }

    /** A compact network on two CPU cores, words with times. */
    public static LipReadingRecipe tiny() {
        return new LipReadingRecipe(
                AvHubertConfig.tiny(4),
                Modality.VIDEO,
                Tokens.WORDS,
                new UtteranceSampling(4, 8, 250, 1, new Augmentation(true, 0.2, 4, 0, 0)),
                1,
                new Curriculum(600, 0.5, 100, 0.1),
                new Optimization(1800, new Schedule(1e-3, 100, 0.4, 0.05), 0.9, 0.01, 1, 1, 0.99, Precision.FP32, 1),
                new BeamSearch(5, 40, 1),
                new Measurements(20, 150, 100, 0));
    }

    /**
     * The Conformer with shares of 0.9 and 0.1 of decoder and CTC, and 75 epochs of LRS3's size as published; in batches of
     * 8 utterances, characters instead of pieces, and with Adam's usual second share instead of 0.98.
     */
    public static LipReadingRecipe conformerPaper() {
        return new LipReadingRecipe(
                null,
                Modality.VIDEO,
                Tokens.CHARACTERS,
                new UtteranceSampling(8, 16, 500, 1, new Augmentation(true, 0, 4, 0, 0)),
                1,
                new Curriculum(0, 0, 0, CTC_BESIDE_TEXT, 0.1),
                new Optimization(
                        300_000, new Schedule(1e-3, 20_000, 0.9, 0.01), 0.9, 0.03, 10, 1, 0, Precision.FP32, 1),
                new BeamSearch(40, 200, 1),
                new Measurements(0, 1000, 1000, 0),
                ConformerConfig.paper());
    }

    /** A compact Conformer on two CPU cores, words with times. */
    public static LipReadingRecipe conformerTiny() {
        LipReadingRecipe tiny = tiny();
        return new LipReadingRecipe(
                null,
                Modality.VIDEO,
                Tokens.WORDS,
                tiny.sampling,
                1,
                new Curriculum(600, 0.5, 100, CTC_BESIDE_TEXT, 0.1),
                tiny.optimization,
                tiny.search,
                tiny.measurements,
                ConformerConfig.tiny(Vocabulary.FIRST + 1));
    }

    /**
     * A short training that shows what happens, and no more: nothing is forgotten on purpose, and texts are searched
     * among short ones, since a decoder that has learnt next to nothing does not find their ends.
     *
     * @param frameSteps steps for the words of single frames
     * @param textSteps steps for texts after them, a quarter of them with a frozen encoder
     * @param heldOutClips as {@link Measurements}
     */
    public static LipReadingRecipe brief(int frameSteps, int textSteps, int heldOutClips) {
        int steps = frameSteps + textSteps;
        LipReadingRecipe tiny = tiny();
        return new LipReadingRecipe(
                tiny.model.withoutDropout(),
                tiny.modality,
                tiny.tokens,
                new UtteranceSampling(4, 4, 250, 1, new Augmentation(true, 0, 4, 0, 0)),
                1,
                new Curriculum(frameSteps, 1, textSteps / 4, 0.1),
                new Optimization(
                        steps, new Schedule(1e-3, Math.min(20, steps / 5), 0.3), 0.9, 0, 1, 1, 0, Precision.FP32, 1),
                new BeamSearch(5, 8, 1),
                new Measurements(heldOutClips, Math.max(2, steps / 5), steps, 0));
    }

    public LipReadingRecipe withSampling(UtteranceSampling other) {
        return new LipReadingRecipe(
                model, modality, tokens, other, labels, curriculum, optimization, search, measurements, conformer);
    }

    /** With the texts of a share of the clips. */
    public LipReadingRecipe withLabels(double share) {
        return new LipReadingRecipe(
                model, modality, tokens, sampling, share, curriculum, optimization, search, measurements, conformer);
    }

    public LipReadingRecipe withOptimization(Optimization other) {
        return new LipReadingRecipe(
                model, modality, tokens, sampling, labels, curriculum, other, search, measurements, conformer);
    }
}
