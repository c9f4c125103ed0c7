package org.viseme.lipreading;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.viseme.data.ClipMedia;
import org.viseme.data.Pieces;
import org.viseme.data.Utterance;
import org.viseme.data.UtteranceBatch;
import org.viseme.data.WordFrames;
import org.viseme.decode.Alignment;
import org.viseme.decode.BeamSearch;
import org.viseme.decode.CtcDecoder;
import org.viseme.decode.Hypothesis;
import org.viseme.model.avhubert.Clips;
import org.viseme.nn.AttentionMaps;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.text.Tokenizer;
import org.viseme.text.Vocabulary;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchScript;

/**
 * Reads lips: crops of a mouth in, a transcript out, with a probability and a time for every word. Times come from what
 * the network sees in single frames: the words that were written are laid along the frames in their order
 * ({@link Alignment}). A network that cannot tell words in frames gives none.
 */
public final class LipReader {
    private static final TorchScript LOG_SOFTMAX = TorchScript.of(List.of("x"), "return torch.log_softmax(x, -1)");

    private final LipReadingNetwork network;
    private final Tokenizer tokenizer;
    private final BeamSearch search;
    private final NDManager manager;

    /** @param manager owns what is computed, which is freed after each clip */
    public LipReader(LipReadingNetwork network, BeamSearch search, NDManager manager) {
        this.network = network;
        this.tokenizer = network.tokenizer();
        this.search = search;
        this.manager = manager;
    }

    /**
     * The reader of a file.
     *
     * @throws org.viseme.VisemeException when it holds something else
     */
    public static LipReader load(Path file, BeamSearch search, NDManager manager) {
        return new LipReader(LipReaderCheckpoint.load(file, manager), search, manager);
    }

    public LipReaderConfig config() {
        return network.config();
    }

    /** Reads a clip. */
    public Reading read(Utterance clip) {
        return read(UtteranceBatch.whole(List.of(clip))).getFirst();
    }

    /**
     * Reads a clip of any length in pieces, so that the memory for it is that of a piece.
     *
     * @return what was said, in passages that meet
     */
    public List<Passage> read(Utterance clip, Pieces cut) {
        List<Passage> passages = new ArrayList<>();
        try (Passage.Joiner joiner = new Passage.Joiner(passages::add)) {
            for (Pieces.Part part : cut.of(clip.frames())) {
                Utterance piece = clip.part(part);
                joiner.add(Passage.of(read(piece), part.first() / (double) ClipMedia.FPS, piece.seconds()));
            }
        }
        return passages;
    }

    /** Reads all clips of a batch. */
    public List<Reading> read(UtteranceBatch batch) {
        try (GradientScope off = GradientScope.off();
                NativeScope scope = NativeScope.under(manager)) {
            return read(ClipArrays.of(batch, network.config().modality(), scope.manager()), batch.lengths());
        }
    }

    /**
     * Reads clips that are on the device already, such as a {@link HybridVideo}; the caller frees what is made of them.
     *
     * @param lengths frames of each
     */
    public List<Reading> read(Clips clips, int... lengths) {
        try (GradientScope off = GradientScope.off()) {
            SequenceBatch context = network.context(clips, Pass.INFERENCE);
            List<Reading> readings = new ArrayList<>();
            for (int i = 0; i < lengths.length; i++) {
                NDArray own = context.values().get("{}:{}, :{}", i, i + 1, lengths[i]);
                readings.add(read(new SequenceBatch(own)));
            }
            return readings;
        }
    }

    /** All texts of a clip that the search found, the best one first. */
    public List<Reading> hypotheses(Utterance clip) {
        try (GradientScope off = GradientScope.off();
                NativeScope scope = NativeScope.under(manager)) {
            return readings(
                    context(UtteranceBatch.whole(List.of(clip)), Pass.INFERENCE, scope.manager()), search.beams());
        }
    }

    /**
     * The probability of each word in each frame, without any search.
     *
     * @return (frames, classes), see {@link WordFrames}; rows sum to 1
     * @throws IllegalStateException when the network tells no words in frames
     */
    public float[][] frames(Utterance clip) {
        if (!network.tellsFrames()) {
            throw new IllegalStateException("a reader without an output for words of frames");
        }
        try (GradientScope off = GradientScope.off();
                NativeScope scope = NativeScope.under(manager)) {
            float[][] frames = frames(context(UtteranceBatch.whole(List.of(clip)), Pass.INFERENCE, scope.manager()));
            for (float[] words : frames) {
                for (int i = 0; i < words.length; i++) {
                    words[i] = (float) Math.exp(words[i]);
                }
            }
            return frames;
        }
    }

    /**
     * The most probable class of each frame.
     *
     * @return (frames), see {@link WordFrames}
     * @throws IllegalStateException when the network tells no words in frames
     */
    public int[] wordsOfFrames(Utterance clip) {
        return Arrays.stream(frames(clip))
                .mapToInt(words -> IntStream.range(1, words.length)
                        .reduce(0, (best, word) -> words[word] > words[best] ? word : best))
                .toArray();
    }

    /** What the network looks at while it writes a text about a clip, which needs not be the one it would find. */
    public ReadingAttention attention(Utterance clip, String text) {
        int[] tokens = tokenizer.encode(text);
        long[] given = LongStream.concat(
                        LongStream.of(Vocabulary.END), Arrays.stream(tokens).asLongStream())
                .toArray();
        try (GradientScope off = GradientScope.off();
                NativeScope scope = NativeScope.under(manager)) {
            AttentionMaps maps = AttentionMaps.of(network);
            Pass watched = Pass.INFERENCE.recording(maps);
            SequenceBatch context = context(UtteranceBatch.whole(List.of(clip)), watched, scope.manager());
            NDArray before =
                    Torch.create(scope.manager(), LongBuffer.wrap(given), new Shape(1, given.length), DataType.INT64);
            network.logits(before, context, watched);
            List<String> written = new ArrayList<>(Arrays.stream(tokens)
                    .mapToObj(tokenizer.vocabulary()::symbol)
                    .toList());
            written.add(tokenizer.vocabulary().symbol(Vocabulary.END));
            return new ReadingAttention(
                    written,
                    meanOfHeads(maps, ".encoder.layers", "self_attn"),
                    meanOfHeads(maps, ".decoder.layers", "encoder_attn"));
        }
    }

    /** A map a layer, (queries, keys). */
    private static List<float[][]> meanOfHeads(AttentionMaps maps, String part, String attention) {
        return maps.byName().entrySet().stream()
                .filter(map -> map.getKey().contains(part) && map.getKey().endsWith("." + attention))
                .map(map -> rows(map.getValue().mean(new int[] {1})))
                .toList();
    }

    private SequenceBatch context(UtteranceBatch batch, Pass pass, NDManager scope) {
        return network.context(ClipArrays.of(batch, network.config().modality(), scope), pass);
    }

    /**
     * Reads a clip by its frames alone, without the decoder (CTC prefix search).
     *
     * @throws IllegalStateException when the network has no such output
     */
    public String spell(Utterance clip) {
        if (!network.config().ctc()) {
            throw new IllegalStateException("a reader without an output for CTC");
        }
        UtteranceBatch batch = UtteranceBatch.whole(List.of(clip));
        try (GradientScope off = GradientScope.off();
                NativeScope scope = NativeScope.under(manager)) {
            SequenceBatch context = context(batch, Pass.INFERENCE, scope.manager());
            float[][] shown = rows(LOG_SOFTMAX.apply(network.ctcLogits(context, Pass.INFERENCE)));
            return tokenizer.decode(new CtcDecoder(Vocabulary.BEGIN)
                    .search(shown, search.beams())
                    .getFirst()
                    .tokens());
        }
    }

    /**
     * What it would write next after each token of a text when all before it are told (teacher forcing): as many tokens
     * as the text has, put together. The published score WER2 compares it with the text.
     */
    public String told(Utterance clip, String text) {
        int[] said = tokenizer.encode(text);
        if (said.length == 0) {
            return "";
        }
        long[] given = new long[said.length];
        given[0] = Vocabulary.END;
        for (int i = 1; i < given.length; i++) {
            given[i] = said[i - 1];
        }
        UtteranceBatch batch = UtteranceBatch.whole(List.of(clip));
        try (GradientScope off = GradientScope.off();
                NativeScope scope = NativeScope.under(manager)) {
            SequenceBatch context = context(batch, Pass.INFERENCE, scope.manager());
            NDArray tokens =
                    Torch.create(scope.manager(), LongBuffer.wrap(given), new Shape(1, given.length), DataType.INT64);
            float[][] next = rows(network.logits(tokens, context, Pass.INFERENCE));
            return tokenizer.decode(
                    Arrays.stream(next).mapToInt(LipReader::likeliestShown).toArray());
        }
    }

    /** The text has so many tokens: what begins, fills up or ends texts is none of them. */
    private static int likeliestShown(float[] logits) {
        int best = Vocabulary.UNKNOWN;
        for (int token = Vocabulary.FIRST; token < logits.length; token++) {
            best = logits[token] > logits[best] ? token : best;
        }
        return best;
    }

    /** @param context of one clip, (1, frames, width) */
    Reading read(SequenceBatch context) {
        return readings(context, 1).getFirst();
    }

    /**
     * The best texts.
     *
     * @param context of one clip, (1, frames, width)
     */
    private List<Reading> readings(SequenceBatch context, int most) {
        try (NativeScope scope = NativeScope.under(context.values().getManager())) {
            SequenceBatch own = new SequenceBatch(scope.own(context.values().duplicate()));
            List<Hypothesis> found = search.search(
                    new DecoderTokens(network.decoder(), own, scope.manager()),
                    Vocabulary.END,
                    Vocabulary.END,
                    Vocabulary.BEGIN,
                    Vocabulary.PADDING);
            float[][] frames = network.tellsFrames() ? frames(own) : new float[0][];
            float[][] features = rows(own.values());
            return found.stream()
                    .limit(most)
                    .map(text -> new Reading(tokenizer.decode(text.tokens()), words(text, frames), text, features))
                    .toList();
        }
    }

    /**
     * The logarithm of the probability of each word in each frame.
     *
     * @param context of one clip, (1, frames, width)
     * @return (frames, classes), see {@link WordFrames}
     */
    private float[][] frames(SequenceBatch context) {
        return rows(LOG_SOFTMAX.apply(network.frameLogits(context, Pass.INFERENCE)));
    }

    private static float[][] rows(NDArray sequence) {
        float[] all = sequence.toFloatArray();
        int width = Math.toIntExact(sequence.getShape().get(2));
        float[][] rows = new float[all.length / width][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(all, i * width, (i + 1) * width);
        }
        return rows;
    }

    /** The words of a text: a token belongs to the word whose letters it adds to. */
    private List<ReadWord> words(Hypothesis text, float[][] frames) {
        List<String> words = new ArrayList<>();
        List<Double> logProbabilities = new ArrayList<>();
        for (int i = 0; i < text.tokens().length; i++) {
            String before = tokenizer.decode(Arrays.copyOf(text.tokens(), i + 1));
            String[] soFar = before.isEmpty() ? new String[0] : before.split(" +");
            for (int word = words.size(); word < soFar.length; word++) {
                words.add("");
                logProbabilities.add(0.0);
            }
            if (soFar.length > 0) {
                int last = soFar.length - 1;
                words.set(last, soFar[last]);
                logProbabilities.set(last, logProbabilities.get(last) + text.logProbabilities()[i]);
            }
        }
        int[][] spans = spans(words, frames);
        List<ReadWord> read = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            read.add(new ReadWord(
                    words.get(i),
                    Math.exp(logProbabilities.get(i)),
                    spans.length == 0 ? Double.NaN : spans[i][0] / (double) ClipMedia.FPS,
                    spans.length == 0 ? Double.NaN : spans[i][1] / (double) ClipMedia.FPS));
        }
        return read;
    }

    private int[][] spans(List<String> words, float[][] frames) {
        WordFrames classes = network.config().frames();
        int[] order = words.stream().mapToInt(classes::target).toArray();
        boolean known = Arrays.stream(order).noneMatch(word -> word == WordFrames.UNKNOWN);
        return known && frames.length >= order.length ? Alignment.of(frames, order, WordFrames.NO_WORD) : new int[0][];
    }
}
