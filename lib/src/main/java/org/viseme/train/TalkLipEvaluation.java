package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.viseme.VisemeException;
import org.viseme.audio.MelTimeline;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.HybridBatch;
import org.viseme.data.Split;
import org.viseme.decode.BeamSearch;
import org.viseme.lipreading.HybridVideo;
import org.viseme.lipreading.LipReader;
import org.viseme.metric.WordErrors;
import org.viseme.model.avhubert.Clips;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.talklip.TalkLip;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;

/**
 * Measures TalkLip generators on whole held-out clips: driven by their own sound and by another clip's, and read (Wang et
 * al., 2023, section 4.1). What readers make of the real videos is found once.
 */
final class TalkLipEvaluation {
    private final ClipStore store;
    private final List<ClipEntry> clips;
    private final MelTimeline timeline;
    private final Optional<SyncExpert> sync;
    private final Map<String, Reader> readers = new LinkedHashMap<>();
    private final BeamSearch search;
    private final NDManager manager;

    /** A reader with its errors on the real videos, as soon as they are known. */
    private static final class Reader {
        private final ReadingExpert expert;
        private final LipReader reader;
        private WordErrors real;

        Reader(ReadingExpert expert, LipReader reader) {
            this.expert = expert;
            this.reader = reader;
        }
    }

    /**
     * @param count clips of the split that have a transcript, at most; 0 for all
     * @throws VisemeException when all clips say the same, so that there is no other sound
     */
    TalkLipEvaluation(
            TalkLipRecipe recipe,
            ClipStore store,
            Split split,
            int count,
            Optional<SyncExpert> sync,
            NDManager manager) {
        this.store = store;
        this.timeline = recipe.sampling().timeline();
        this.search = recipe.search();
        this.sync = sync;
        this.manager = manager;
        List<ClipEntry> spoken = store.clips(split).stream()
                .filter(clip -> !clip.transcript().isBlank() && clip.frames() > HeldOutReport.WINDOW)
                .toList();
        this.clips = TrainingData.spread(spoken, count);
        if (clips.stream().map(ClipEntry::transcript).distinct().count() < 2) {
            throw new VisemeException(
                    store.folder() + ", split " + split.label(),
                    "has no two clips in which different things are said",
                    "prepare more clips, with transcripts");
        }
    }

    /** With one more reader. */
    TalkLipEvaluation with(String name, ReadingExpert expert) {
        readers.put(name, new Reader(expert, new LipReader(expert.network(), search, manager)));
        return this;
    }

    TalkLipReport measure(TalkLip network) {
        HeldOutReport.Sums sums = new HeldOutReport.Sums();
        Map<String, WordErrors> errors = new LinkedHashMap<>();
        Map<String, Double> losses = new LinkedHashMap<>();
        Map<String, WordErrors> real = new LinkedHashMap<>();
        for (int i = 0; i < clips.size(); i++) {
            ClipEntry clip = clips.get(i);
            HybridBatch own = HybridBatch.whole(store, clip, timeline);
            HybridBatch other = HybridBatch.whole(store, clip, otherThan(i), timeline);
            try (GradientScope off = GradientScope.off();
                    NativeScope scope = NativeScope.under(manager)) {
                NDArray drawn = draw(network, own, scope.manager());
                add(sums, own, drawn, other, draw(network, other, scope.manager()), scope.manager());
                Clips video = HybridVideo.of(own, drawn, scope.manager());
                readers.forEach((name, reader) -> {
                    SequenceBatch context = reader.expert.context(video);
                    losses.merge(
                            name,
                            (double) reader.expert
                                    .loss(context, List.of(clip.transcript()))
                                    .getFloat(),
                            Double::sum);
                    int frames = own.utterances().frames();
                    errors.merge(name, read(reader, video, clip, frames), WordErrors::plus);
                    if (reader.real == null) {
                        Clips truth = HybridVideo.real(own, scope.manager());
                        real.merge(name, read(reader, truth, clip, frames), WordErrors::plus);
                    }
                });
            }
        }
        real.forEach((name, found) -> readers.get(name).real = found);
        Map<String, TalkLipReport.Legibility> readings = new LinkedHashMap<>();
        readers.forEach((name, reader) -> readings.put(
                name, new TalkLipReport.Legibility(losses.get(name) / clips.size(), errors.get(name), reader.real)));
        return new TalkLipReport(sums.report(sync.isPresent()), readings);
    }

    /** Every frame of a clip but the first, one by one. */
    static NDArray draw(TalkLip network, HybridBatch clip, NDManager scope) {
        LipArrays arrays = LipArrays.of(clip, scope);
        return network.draw(TalkLipStep.hear(network, clip, arrays, Pass.INFERENCE), arrays.faces(), Pass.INFERENCE);
    }

    private void add(
            HeldOutReport.Sums sums,
            HybridBatch own,
            NDArray drawn,
            HybridBatch other,
            NDArray drawnFromOther,
            NDManager scope) {
        LipArrays windows = LipArrays.of(own, scope).windows(HeldOutReport.WINDOW);
        LipArrays voice = LipArrays.of(other, scope).windows(HeldOutReport.WINDOW);
        int count = (int) windows.target().getShape().get(0);
        sums.add(
                count,
                windows,
                LipArrays.pictureWindows(drawn, HeldOutReport.WINDOW),
                LipArrays.pictureWindows(drawnFromOther, HeldOutReport.WINDOW));
        sync.ifPresent(judge -> sums.judge(judge, windows, voice));
    }

    private static WordErrors read(Reader reader, Clips video, ClipEntry clip, int frames) {
        return WordErrors.of(
                clip.transcript(), reader.reader.read(video, frames).getFirst().text());
    }

    private ClipEntry otherThan(int clip) {
        String said = clips.get(clip).transcript();
        int next = clip;
        do {
            next = (next + 1) % clips.size();
        } while (clips.get(next).transcript().equals(said));
        return clips.get(next);
    }
}
