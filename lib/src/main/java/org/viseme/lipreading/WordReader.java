package org.viseme.lipreading;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.data.Utterance;
import org.viseme.data.UtteranceBatch;
import org.viseme.data.Word;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;

/** Reads single words whose times are known. */
public final class WordReader {
    private final WordReadingNetwork network;
    private final NDManager manager;

    /** @param manager owns what is computed, which is freed after each word */
    public WordReader(WordReadingNetwork network, NDManager manager) {
        this.network = network;
        this.manager = manager;
    }

    /**
     * The reader of a file.
     *
     * @throws org.viseme.VisemeException when it holds something else
     */
    public static WordReader load(Path file, NDManager manager) {
        return new WordReader(WordReaderCheckpoint.load(Checkpoint.read(file), file, manager), manager);
    }

    public WordReaderConfig config() {
        return network.config();
    }

    /** Logits of the words, in the order of {@link WordReaderConfig#words}; nothing at the very edge of a clip. */
    public Optional<float[]> logits(Utterance clip, Word word) {
        return word.around(config().frames(), clip.frames()).map(part -> {
            UtteranceBatch batch = UtteranceBatch.whole(List.of(clip.part(part)));
            try (GradientScope off = GradientScope.off();
                    NativeScope scope = NativeScope.under(manager)) {
                var video = ClipArrays.of(batch, Modality.VIDEO, scope.manager())
                        .video()
                        .orElseThrow();
                return network.forward(new NDList(video), Pass.INFERENCE)
                        .singletonOrThrow()
                        .toFloatArray();
            }
        });
    }

    /** Whether the most probable word is the one that was said; nothing where that cannot be told. */
    public Optional<Boolean> right(Utterance clip, Word word) {
        int said = config().number(word.text());
        return said < 0 ? Optional.empty() : logits(clip, word).map(logits -> likeliest(logits) == said);
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }
}
