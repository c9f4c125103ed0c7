package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import org.viseme.VisemeException;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.Split;
import org.viseme.data.Utterance;
import org.viseme.data.UtteranceBatch;
import org.viseme.data.WeightedStore;
import org.viseme.data.WordFrames;
import org.viseme.decode.BeamSearch;
import org.viseme.decode.Bigrams;
import org.viseme.decode.Hypothesis;
import org.viseme.lipreading.ClipArrays;
import org.viseme.lipreading.LipReader;
import org.viseme.lipreading.LipReaderCheckpoint;
import org.viseme.lipreading.LipReadingNetwork;
import org.viseme.lipreading.Reading;
import org.viseme.loss.CrossEntropy;
import org.viseme.metric.WordErrors;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.text.Tokenizer;
import org.viseme.text.Vocabulary;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchScript;

/**
 * How well held-out clips are read.
 *
 * @param frameAccuracy share of the frames whose word is the most probable one; NaN where no words have times
 * @param timedAccuracy share of the words that are the most probable over their own frames: reading when somebody tells
 *     where each word is; NaN where no words have times
 * @param loss mean cross-entropy of a token, the end of a text being one, when those before it are known
 * @param errors of the texts that the search found
 * @param grammar the same of always guessing the most probable sentence of the texts that were learnt, without looking
 */
public record LipReadingReport(
        double frameAccuracy, double timedAccuracy, double loss, WordErrors errors, WordErrors grammar) {
    static final List<String> COLUMNS =
            List.of("frame_accuracy", "timed_accuracy", "loss", "wer", "cer", "grammar_wer");

    private static final TorchScript LOG_SOFTMAX = TorchScript.of(List.of("x"), "return torch.log_softmax(x, -1)");

    double[] columns() {
        return new double[] {
            frameAccuracy,
            timedAccuracy,
            loss,
            errors.wordErrorRate(),
            errors.characterErrorRate(),
            grammar.wordErrorRate()
        };
    }

    /**
     * Reads the clips of a split that have a transcript; what guesses without looking has learnt the transcripts of the
     * split to train on.
     *
     * @param model file of a reader
     * @param count at most so many, spread over the split; 0 for all
     * @throws VisemeException when no clip of the split, or none to train on, has a transcript
     */
    public static LipReadingReport of(
            Path model, BeamSearch search, ClipStore store, Split split, int count, Device device) {
        if (spoken(store, split).isEmpty()) {
            throw new VisemeException(
                    store.folder().toString(),
                    "no clip in the split " + split.label() + " has a transcript",
                    "choose another split, or prepare a corpus that has them");
        }
        try (NDManager manager = Torch.newManager(device)) {
            LipReadingNetwork network = LipReaderCheckpoint.load(model, manager);
            return of(
                    network,
                    search,
                    store,
                    split,
                    count,
                    TrainingData.texts(List.of(new WeightedStore(store, 1))),
                    manager);
        }
    }

    /**
     * Reads the clips that have a transcript.
     *
     * @param count at most so many, spread over the split; 0 for all
     * @param texts that were learnt
     */
    static LipReadingReport of(
            LipReadingNetwork network,
            BeamSearch search,
            ClipStore store,
            Split split,
            int count,
            List<String> texts,
            NDManager manager) {
        Sums sums = new Sums(network, manager);
        LipReader reader = new LipReader(network, search, manager);
        String guess = likeliest(texts, network.tokenizer(), search);
        WordErrors errors = WordErrors.NONE;
        WordErrors grammar = WordErrors.NONE;
        for (ClipEntry clip : TrainingData.spread(spoken(store, split), count)) {
            UtteranceBatch batch = UtteranceBatch.whole(List.of(Utterance.read(store, clip)));
            Reading reading = reader.read(batch).getFirst();
            errors = errors.plus(WordErrors.of(clip.transcript(), reading.text()));
            grammar = grammar.plus(WordErrors.of(clip.transcript(), guess));
            sums.add(batch);
        }
        return new LipReadingReport(
                sums.rightFrames / (double) sums.frames,
                sums.rightWords / (double) sums.words,
                sums.loss / sums.tokens,
                errors,
                grammar);
    }

    private static List<ClipEntry> spoken(ClipStore store, Split split) {
        return store.clips(split).stream()
                .filter(clip -> !clip.transcript().isBlank())
                .toList();
    }

    /** The most probable sentence of a grammar of pairs of words. */
    static String likeliest(List<String> texts, Tokenizer tokenizer, BeamSearch search) {
        Bigrams grammar = new Bigrams(
                texts.stream().map(tokenizer::encode).toList(),
                tokenizer.vocabulary().size(),
                Vocabulary.END,
                Vocabulary.END);
        List<Hypothesis> found = new BeamSearch(Math.max(20, search.beams()), search.longestTokens(), 0)
                .search(grammar, Vocabulary.END, Vocabulary.END);
        return found.isEmpty() ? "" : tokenizer.decode(found.getFirst().tokens());
    }

    /** What is counted clip by clip. */
    private static final class Sums {
        final LipReadingNetwork network;
        final Tokenizer tokenizer;
        final WordFrames classes;
        final NDManager manager;
        long tokens;
        double loss;
        int frames;
        int rightFrames;
        int words;
        int rightWords;

        Sums(LipReadingNetwork network, NDManager manager) {
            this.network = network;
            this.tokenizer = network.tokenizer();
            this.classes = network.config().frames();
            this.manager = manager;
        }

        void add(UtteranceBatch clip) {
            try (GradientScope off = GradientScope.off();
                    NativeScope scope = NativeScope.under(manager)) {
                SequenceBatch context = network.context(
                        ClipArrays.of(clip, network.config().modality(), scope.manager()), Pass.INFERENCE);
                int[] said = tokenizer.encode(clip.infos().getFirst().transcript());
                TextArrays text = TextArrays.of(List.of(said), scope.manager());
                NDArray logits = network.logits(text.given(), context, Pass.INFERENCE);
                int wanted = said.length + 1;
                loss += wanted
                        * CrossEntropy.of(logits, text.wanted(), Vocabulary.PADDING, 0)
                                .getFloat();
                tokens += wanted;
                if (network.tellsFrames()) {
                    float[] seen = LOG_SOFTMAX
                            .apply(network.frameLogits(context, Pass.INFERENCE))
                            .toFloatArray();
                    addFrames(seen, classes.targets(clip));
                }
            }
        }

        private void addFrames(float[] seen, long[] targets) {
            int count = classes.classes();
            double[] word = new double[count];
            for (int frame = 0; frame < targets.length; frame++) {
                if (targets[frame] == WordFrames.UNKNOWN) {
                    continue;
                }
                frames++;
                int offset = frame * count;
                rightFrames += best(0, count, i -> seen[offset + i]) == targets[frame] ? 1 : 0;
                boolean ends = frame + 1 == targets.length || targets[frame + 1] != targets[frame];
                if (targets[frame] != WordFrames.NO_WORD) {
                    for (int i = 1; i < count; i++) {
                        word[i] += seen[offset + i];
                    }
                    if (ends) {
                        words++;
                        rightWords += best(1, count, i -> word[i]) == targets[frame] ? 1 : 0;
                        Arrays.fill(word, 0);
                    }
                }
            }
        }

        private static int best(int from, int to, IntToDoubleFunction value) {
            int best = from;
            for (int i = from + 1; i < to; i++) {
                best = value.applyAsDouble(i) > value.applyAsDouble(best) ? i : best;
            }
            return best;
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s; guessing by grammar alone: WER %.1f %%; words of single frames %.1f %%, of known times %.1f %%;"
                        + " loss of a token %.3f",
                errors,
                100 * grammar.wordErrorRate(),
                100 * frameAccuracy,
                100 * timedAccuracy,
                loss);
    }
}
