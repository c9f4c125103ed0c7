package org.viseme.train;

import ai.djl.ndarray.NDManager;
import java.util.List;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipStore;
import org.viseme.data.PreparedClip;
import org.viseme.data.Split;
import org.viseme.data.Word;
import org.viseme.metric.SyncEmbedder;
import org.viseme.metric.SyncEmbeddings;
import org.viseme.metric.SyncReport;
import org.viseme.model.syncnet.SyncExpert;

/** A sync expert on the clips of a store, all windows of each. */
public final class SyncEvaluation {
    /** Offsets up to so many frames are tried. */
    public static final int REACH = 15;

    private SyncEvaluation() {}

    /**
     * @param clips at most so many; 0 for all
     */
    public static SyncReport.Collector of(
            SyncExpert network, ClipStore store, Split split, int clips, NDManager manager) {
        int frames = network.config().frames();
        SyncReport.Collector collector = new SyncReport.Collector(frames);
        List<ClipEntry> entries = store.clips(split).stream()
                .filter(clip -> clip.frames() >= 2 * frames)
                .toList();
        for (ClipEntry entry : TrainingData.spread(entries, clips)) {
            PreparedClip clip = store.read(entry);
            collector.add(embeddings(network, clip, manager), overlapsWord(clip, frames));
        }
        return collector;
    }

    /** What the expert sees and hears of a clip, as far as {@link #REACH} frames before and after each window. */
    public static SyncEmbeddings embeddings(SyncExpert network, PreparedClip clip, NDManager manager) {
        SyncEmbedder embedder = new SyncEmbedder(network, manager);
        clip.crops().forEach(embedder::frame);
        return embedder.with(clip.mel(), 0, REACH);
    }

    /** Whether the window that begins with a frame overlaps a spoken word; null where the corpus has no word times. */
    static boolean[] overlapsWord(PreparedClip clip, int frames) {
        List<Word> words = clip.info().words();
        if (words.isEmpty()) {
            return null;
        }
        boolean[] overlaps = new boolean[clip.frames() - frames + 1];
        for (int i = 0; i < overlaps.length; i++) {
            double from = i / (double) ClipMedia.FPS;
            double to = (i + frames) / (double) ClipMedia.FPS;
            overlaps[i] = words.stream().anyMatch(word -> word.startSeconds() < to && word.endSeconds() > from);
        }
        return overlaps;
    }
}
