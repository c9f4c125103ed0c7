package org.viseme.lipreading;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.viseme.data.WordFrames;
import org.viseme.model.avhubert.AvHubertConfig;
import org.viseme.model.conformer.ConformerConfig;
import org.viseme.text.Tokenizer;
import org.viseme.text.TokenizerState;

/**
 * All that is needed to build a reader again.
 *
 * @param network its vocabulary is the tokenizer's; null where a Conformer reads
 * @param modality what it is given
 * @param tokenizer of what it writes
 * @param frameWords words that it can tell in a single frame, see {@link WordFrames}; empty for a reader that writes
 *     alone
 * @param ctc whether it also tells tokens in single frames, see {@link org.viseme.decode.CtcDecoder}
 * @param conformer what reads instead of {@code network}; null otherwise. Its vocabulary is the tokenizer's too.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LipReaderConfig(
        AvHubertConfig network,
        Modality modality,
        TokenizerState tokenizer,
        List<String> frameWords,
        boolean ctc,
        ConformerConfig conformer) {
    public LipReaderConfig {
        frameWords = List.copyOf(frameWords);
        if ((network == null) == (conformer == null)) {
            throw new IllegalArgumentException("one network reads: " + network + ", " + conformer);
        }
    }

    /** With the vocabulary of a tokenizer. */
    public static LipReaderConfig of(
            AvHubertConfig network, Modality modality, Tokenizer tokenizer, List<String> frameWords) {
        AvHubertConfig fitting = network.withVocabulary(tokenizer.vocabulary().size());
        return new LipReaderConfig(fitting, modality, tokenizer.state(), frameWords, false, null);
    }

    /** With the vocabulary of a tokenizer. It reads lips alone, and always tells tokens in single frames. */
    public static LipReaderConfig of(ConformerConfig conformer, Tokenizer tokenizer, List<String> frameWords) {
        ConformerConfig fitting =
                conformer.withVocabulary(tokenizer.vocabulary().size());
        return new LipReaderConfig(null, Modality.VIDEO, tokenizer.state(), frameWords, true, fitting);
    }

    /** With or without an output for CTC. */
    public LipReaderConfig withCtc(boolean wanted) {
        return new LipReaderConfig(network, modality, tokenizer, frameWords, wanted, conformer);
    }

    /** The classes of a frame. */
    public WordFrames frames() {
        return new WordFrames(frameWords);
    }
}
