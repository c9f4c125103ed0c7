package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;
import org.viseme.audio.Features;
import org.viseme.cluster.Agreement;
import org.viseme.cluster.Clusters;
import org.viseme.data.AudioFeature;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.Split;
import org.viseme.data.Utterance;
import org.viseme.data.UtteranceBatch;
import org.viseme.data.WordFrames;
import org.viseme.lipreading.ClipArrays;
import org.viseme.lipreading.Modality;
import org.viseme.model.avhubert.AvHubertEncoder;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;

/** The cluster of every frame of every clip: the targets of an iteration of pretraining. Kept in a folder, readable. */
public final class FrameClusters {
    /** Rows of cepstral coefficients a frame; the first of them tells the frame's cluster, as published. */
    private static final int ROWS_A_FRAME = 4;

    private static final int ITERATIONS = 100;
    private static final String MODEL = "clusters.safetensors";
    private static final String TARGETS = "targets.csv";

    private final Map<String, int[]> targets;

    private FrameClusters(Map<String, int[]> targets) {
        this.targets = targets;
    }

    /** What is clustered: a row a frame, or several. */
    interface Source extends Function<Clip, float[][]> {
        /** Rows a frame. */
        default int rowsAFrame() {
            return 1;
        }
    }

    /** A clip in its store. */
    record Clip(ClipStore store, ClipEntry entry) {
        String id() {
            return entry.id();
        }
    }

    /** Cepstral coefficients with their first and second slopes: 39 values, 100 times a second. */
    static final class Cepstra implements Source {
        @Override
        public float[][] apply(Clip clip) {
            float[][] stored = clip.store
                    .feature(clip.entry, AudioFeature.MFCC)
                    .orElseThrow(() -> new VisemeException(
                            clip.store.folder().toString(),
                            "holds no cepstral coefficients",
                            "prepare it again with --features mel,avhubert,mfcc"));
            Features cepstra = Features.of(stored);
            Features slopes = cepstra.deltas();
            Features all = cepstra.beside(slopes).beside(slopes.deltas());
            float[][] rows = new float[all.time()][];
            Arrays.setAll(rows, row -> all.window(row, 1));
            return rows;
        }

        @Override
        public int rowsAFrame() {
            return ROWS_A_FRAME;
        }
    }

    /** What a layer of a network makes of each frame, seen and heard. */
    record Layer(AvHubertEncoder network, int layer, NDManager manager) implements Source {
        @Override
        public float[][] apply(Clip clip) {
            UtteranceBatch batch = UtteranceBatch.whole(List.of(Utterance.read(clip.store, clip.entry)));
            try (GradientScope off = GradientScope.off();
                    NativeScope scope = NativeScope.under(manager)) {
                NDArray output =
                        network.layer(ClipArrays.of(batch, Modality.BOTH, scope.manager()), layer, Pass.INFERENCE);
                float[] values = output.toFloatArray();
                int width = values.length / batch.frames();
                float[][] rows = new float[batch.frames()][];
                Arrays.setAll(rows, row -> Arrays.copyOfRange(values, row * width, (row + 1) * width));
                return rows;
            }
        }
    }

    /**
     * The clusters of the sound of all clips of a store, found with those to train on: the targets of the first
     * iteration.
     *
     * @param folder gets what was found, or holds it already
     * @param most frames' sounds that clusters are found with at most
     * @throws VisemeException when the store holds no cepstral coefficients
     */
    public static FrameClusters ofSound(Path folder, ClipStore store, int count, int most, long seed) {
        return of(
                folder,
                new Cepstra(),
                clips(store, store.clips(Split.TRAIN)),
                clips(store, store.clips()),
                count,
                most,
                seed);
    }

    private static List<Clip> clips(ClipStore store, List<ClipEntry> entries) {
        return entries.stream().map(entry -> new Clip(store, entry)).toList();
    }

    /**
     * Finds clusters and targets, or reads what was found before.
     *
     * @param folder gets {@code clusters.safetensors} and {@code targets.csv}
     * @param learnt clips that clusters are found with
     * @param all clips that targets are needed for
     * @throws VisemeException when others than {@code count} clusters were found before
     */
    static FrameClusters of(
            Path folder, Source source, List<Clip> learnt, List<Clip> all, int count, int most, long seed) {
        Path file = folder.resolve(MODEL);
        if (!Files.exists(file)) {
            // rows of a clip are thinned out so that those of all clips fit
            int rows = learnt.stream()
                    .mapToInt(clip -> clip.entry.frames() * source.rowsAFrame())
                    .sum();
            int every = Math.max(1, Math.ceilDiv(rows, 2 * most));
            List<float[]> sample = new ArrayList<>();
            int seen = 0;
            for (Clip clip : learnt) {
                for (float[] row : source.apply(clip)) {
                    if (seen++ % every == 0) {
                        sample.add(row);
                    }
                }
            }
            Clusters.of(sample, count, ITERATIONS, most, seed).save(file);
        }
        Clusters clusters = Clusters.read(file);
        if (clusters.size() != count) {
            throw new VisemeException(
                    file.toString(),
                    "holds %d clusters instead of %d".formatted(clusters.size(), count),
                    "go on with the number that the training began with, or name another folder");
        }
        Path table = folder.resolve(TARGETS);
        Map<String, int[]> targets = Files.exists(table) ? read(table) : new TreeMap<>();
        Set<String> ids = new HashSet<>();
        boolean more = false;
        for (Clip clip : all) {
            if (!ids.add(clip.id())) {
                throw new VisemeException(
                        clip.id(), "stands in two stores", "train on stores whose clips have different names");
            }
            if (!targets.containsKey(clip.id())) {
                int[] rows = clusters.of(source.apply(clip));
                targets.put(clip.id(), targets(rows, clip.entry.frames(), source.rowsAFrame()));
                more = true;
            }
        }
        if (more) {
            write(table, targets);
        }
        return new FrameClusters(targets);
    }

    /** Removes what was found before. */
    static void forget(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(TARGETS));
            Files.deleteIfExists(folder.resolve(MODEL));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One of several rows a frame; the last row stands for those that lack at the end. */
    static int[] targets(int[] rows, int frames, int rowsAFrame) {
        int[] targets = new int[frames];
        Arrays.setAll(targets, frame -> rows[Math.min(frame * rowsAFrame, rows.length - 1)]);
        return targets;
    }

    private static void write(Path table, Map<String, int[]> targets) {
        String lines = targets.entrySet().stream()
                .map(clip -> clip.getKey() + ","
                        + Arrays.stream(clip.getValue())
                                .mapToObj(String::valueOf)
                                .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n", "clip,targets\n", "\n"));
        AtomicFile.write(table, out -> out.write(lines.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, int[]> read(Path table) {
        Map<String, int[]> targets = new TreeMap<>();
        try {
            List<String> lines = Files.readAllLines(table);
            for (String line : lines.subList(1, lines.size())) {
                int comma = line.lastIndexOf(',');
                targets.put(
                        line.substring(0, comma),
                        Arrays.stream(line.substring(comma + 1).split(" "))
                                .mapToInt(Integer::parseInt)
                                .toArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new VisemeException(table.toString(), "is damaged", "remove it; it is made again", e);
        }
        return targets;
    }

    /** The cluster of each frame of a clip. */
    public int[] of(String id) {
        return targets.get(id);
    }

    /** The clusters of a batch, (batch, frames), filled up with {@link WordFrames#UNKNOWN}. */
    long[] of(UtteranceBatch batch) {
        long[] all = new long[batch.size() * batch.frames()];
        Arrays.fill(all, WordFrames.UNKNOWN);
        for (int i = 0; i < batch.size(); i++) {
            int[] own = of(batch.infos().get(i).id());
            for (int frame = 0; frame < batch.lengths()[i]; frame++) {
                all[i * batch.frames() + frame] = own[batch.starts()[i] + frame];
            }
        }
        return all;
    }

    /** How well clusters match the words that are spoken in clips of one store. */
    public Agreement agreement(ClipStore store, List<ClipEntry> clips) {
        return agreement(clips(store, clips));
    }

    /** How well clusters match the words that are spoken; frames without a known word are left out. */
    Agreement agreement(List<Clip> clips) {
        WordFrames words = WordFrames.of(
                clips.stream().map(clip -> clip.entry.transcript()).toList());
        List<int[]> found = new ArrayList<>();
        List<int[]> spoken = new ArrayList<>();
        for (Clip clip : clips) {
            found.add(of(clip.id()));
            spoken.add(words.targets(clip.store.info(clip.entry).words(), clip.entry.frames()));
        }
        return Agreement.of(
                found.stream().flatMapToInt(Arrays::stream).toArray(),
                spoken.stream().flatMapToInt(Arrays::stream).toArray());
    }
}
