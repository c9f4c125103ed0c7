package org.viseme.train;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.viseme.ContentHash;
import org.viseme.VisemeException;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.Split;
import org.viseme.data.WeightedStore;

/** What a training learns from, and what it is measured on. */
final class TrainingData {
    private TrainingData() {}

    /** The split that is measured during a training: {@code val}, or {@code test} where a store has no other. */
    static Split heldOut(ClipStore store) {
        return store.clips(Split.VAL).isEmpty() ? Split.TEST : Split.VAL;
    }

    /** The split that is measured when a training has ended: {@code test}, or {@code val} where a store has no other. */
    static Split measured(ClipStore store) {
        return store.clips(Split.TEST).isEmpty() ? Split.VAL : Split.TEST;
    }

    /** A checkpoint by its name and its content. */
    static String named(Path checkpoint) {
        String file = checkpoint.getFileName().toString().replace(".safetensors", "");
        return file + " (SHA-256 " + ContentHash.shortOf(checkpoint) + "...)";
    }

    /**
     * Some of a list, spread over it: neighbours by name are often of one speaker.
     *
     * @param count at most so many; 0 for all
     */
    static List<ClipEntry> spread(List<ClipEntry> clips, int count) {
        int taken = count == 0 ? clips.size() : Math.min(count, clips.size());
        return IntStream.range(0, taken)
                .mapToObj(i -> clips.get((int) ((long) i * clips.size() / taken)))
                .toList();
    }

    /** What a checkpoint says about its data, a line a store. */
    static List<String> sources(List<WeightedStore> data) {
        return data.stream().map(TrainingData::source).toList();
    }

    private static String source(WeightedStore part) {
        ClipStore store = part.store();
        return store.settings().corpus() + ", " + part.clips(Split.TRAIN).size() + " clips, weight " + part.weight();
    }

    /**
     * What is said in the clips that are learnt from.
     *
     * @throws VisemeException when nobody knows
     */
    static List<String> texts(List<WeightedStore> data) {
        List<String> texts = data.stream()
                .flatMap(part -> part.clips(Split.TRAIN).stream())
                .map(ClipEntry::transcript)
                .filter(text -> !text.isBlank())
                .toList();
        if (texts.isEmpty()) {
            throw new VisemeException(
                    data.getFirst().store().folder().toString(),
                    "no clip to train on has a transcript",
                    "prepare a corpus that has them");
        }
        return texts;
    }
}
