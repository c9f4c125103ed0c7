package org.viseme.lipreading;

import java.util.List;
import org.viseme.data.WordFrames;
import org.viseme.model.avhubert.AvHubertConfig;
import org.viseme.text.Tokenizer;
import org.viseme.text.TokenizerState;

/**
 * All that is needed to build a reader again.
 *
 * @param network its vocabulary is the tokenizer's
 * @param modality what it is given
 * @param tokenizer of what it writes
 * @param frameWords words that it can tell in a single frame, see {@link WordFrames}; empty for a reader that writes
 *     alone
 * @param ctc whether it also tells tokens in single frames, see {@link org.viseme.decode.CtcDecoder}
 */
public record LipReaderConfig(
        AvHubertConfig network, Modality modality, TokenizerState tokenizer, List<String> frameWords, boolean ctc) {
    public LipReaderConfig {
        frameWords = List.copyOf(frameWords);
    }

    /** With the vocabulary of a tokenizer. */
    public static LipReaderConfig of(
            AvHubertConfig network, Modality modality, Tokenizer tokenizer, List<String> frameWords) {
        AvHubertConfig fitting = network.withVocabulary(tokenizer.vocabulary().size());
        return new LipReaderConfig(fitting, modality, tokenizer.state(), frameWords, false);
    }

    /** With or without an output for CTC. */
    public LipReaderConfig withCtc(boolean wanted) {
        return new LipReaderConfig(network, modality, tokenizer, frameWords, wanted);
    }

    /** The classes of a frame. */
    public WordFrames frames() {
        return new WordFrames(frameWords);
    }
}
