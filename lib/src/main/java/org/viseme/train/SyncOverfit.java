package org.viseme.train;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.viseme.VisemeException;
import org.viseme.audio.MelTimeline;
import org.viseme.data.Augmentation;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.LoaderSettings;
import org.viseme.data.Split;
import org.viseme.data.SyncLoader;
import org.viseme.data.SyncSampling;
import org.viseme.data.WeightedStore;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.torch.Precision;
import org.viseme.torch.RunningMean;
import org.viseme.torch.Torch;

/**
 * Eight clips learnt by heart. It works with wrong offsets, little data and any sensible learning rate; where it does not,
 * the fault is in what the network is given: crops without lips, sound without content, labels that contradict each other.
 *
 * @param clips names of the clips
 * @param course the loss, a point every few steps
 */
public record SyncOverfit(List<String> clips, List<Point> course) {
    /** So many clips are learnt, or all where a store has fewer. */
    public static final int CLIPS = 8;

    /** The loss at which they count as learnt. */
    public static final double GOAL = 0.1;

    private static final int POINT_EVERY = 5;

    /**
     * A point of the course.
     *
     * @param steps done so far
     * @param seconds since the first step began
     * @param loss binary cross-entropy of all pairs, mean of the steps since the point before; chance is 0.693
     */
    public record Point(long steps, double seconds, double loss) {}

    public SyncOverfit {
        clips = List.copyOf(clips);
        course = List.copyOf(course);
    }

    /** The recipe by default: a network of a million weights, no augmentation, a constant rate. */
    public static SyncRecipe recipe() {
        return new SyncRecipe(
                new SyncExpertConfig(SyncExpertConfig.Blocks.STABLE, 8, 5, 128),
                new SyncSampling(CLIPS, 6, 5, 0, 1, Augmentation.none(), MelTimeline.FRAME_START),
                new Optimization(2000, new Schedule(2e-3, 10, 0), 0.9, 0, 1, 1, 0, Precision.FP32, 1),
                false,
                1,
                0.07,
                new Measurements(0, 2000, 2000, 0));
    }

    /**
     * Learns until the goal is reached, the steps of the recipe are done, the time is over, or the process or the thread is
     * asked to stop. Nothing is saved.
     *
     * @param store its training clips are used; where it has none, those of its largest split
     * @param seconds at most about so long
     * @param listener is told at every point what there is so far
     * @throws VisemeException when no clip is long enough
     */
    public static SyncOverfit of(
            SyncRecipe recipe, ClipStore store, double seconds, Device device, Consumer<SyncOverfit> listener) {
        Split split = split(store);
        List<String> chosen = chosen(store.clips(split), recipe.sampling());
        ClipStore few = store.only(clip -> Set.copyOf(chosen).contains(clip.id()));
        List<Point> course = new ArrayList<>();
        try (StopSignal stop = StopSignal.listen();
                NDManager manager = Torch.newManager(device);
                Learner<SyncExpert> expert = SyncTraining.expert(recipe, manager);
                RunningMean means = new RunningMean(manager);
                SyncLoader loader = SyncLoader.open(
                        List.of(new WeightedStore(few, 1)), split, recipe.sampling(), LoaderSettings.defaults(), 0)) {
            long begin = System.nanoTime();
            for (long step = 1; step <= recipe.optimization().steps() && !stop.isStopped(); step++) {
                SyncTraining.learn(recipe, expert.network(), loader.next(), means, manager);
                expert.step(step - 1, means);
                if (step % POINT_EVERY == 0) {
                    double now = (System.nanoTime() - begin) / 1e9;
                    Point point = new Point(step, now, means.take().get("pairs"));
                    course.add(point);
                    listener.accept(new SyncOverfit(chosen, course));
                    if (point.loss() < GOAL || now > seconds) {
                        break;
                    }
                }
            }
        }
        return new SyncOverfit(chosen, course);
    }

    /** The loss of the last point; NaN before the first one. */
    public double loss() {
        return course.isEmpty() ? Double.NaN : course.getLast().loss();
    }

    /** Whether the goal was reached. */
    public boolean learnt() {
        return loss() < GOAL;
    }

    /** The split to learn from: {@code train}, or the one with most clips where that is empty. */
    public static Split split(ClipStore store) {
        Split largest = Split.TRAIN;
        for (Split split : Split.values()) {
            boolean larger = store.clips(split).size() > store.clips(largest).size();
            largest = store.clips(Split.TRAIN).isEmpty() && larger ? split : largest;
        }
        return largest;
    }

    /** Spread over the split, because neighbours are often of one speaker. */
    private static List<String> chosen(List<ClipEntry> clips, SyncSampling sampling) {
        int least = sampling.windows() * sampling.frames();
        List<String> usable = clips.stream()
                .filter(clip -> clip.frames() >= least)
                .map(ClipEntry::id)
                .toList();
        int count = Math.min(CLIPS, usable.size());
        return IntStream.range(0, count)
                .mapToObj(i -> usable.get(i * usable.size() / count))
                .collect(Collectors.toList());
    }
}
