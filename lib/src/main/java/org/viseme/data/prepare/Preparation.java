package org.viseme.data.prepare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.viseme.StageTimes;
import org.viseme.Stages;
import org.viseme.audio.MelConfig;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipSource;
import org.viseme.data.ClipStoreWriter;
import org.viseme.data.Corpus;
import org.viseme.data.CropCodec;
import org.viseme.data.Decision;
import org.viseme.data.RejectedClip;
import org.viseme.data.StoreSettings;
import org.viseme.face.FaceDetector;
import org.viseme.face.LandmarkFinder;
import org.viseme.face.MeanFace;

/**
 * From a corpus to a {@link org.viseme.data.ClipStore}. Sources that were done before are skipped, so an interrupted
 * preparation is simply started again; the store then has the same bytes as without the interruption. A clip that cannot
 * be used is left out, counted, and reported with its reason.
 */
public final class Preparation {
    private static final long ORDER_SEED = 25;
    private final PreparationSettings settings;
    private final Supplier<FaceDetector> detectors;
    private Supplier<Optional<LandmarkFinder>> finders = Optional::empty;
    private Optional<SyncScorer> scorer = Optional.empty();
    private MeanFace meanFace = MeanFace.standard();

    /** Hears how far a preparation is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * A source is done; called by one thread at a time.
         *
         * @param done sources done in this run
         * @param total sources to do in this run
         * @param leftOut clips left out so far, in this run and earlier ones
         */
        void clipDone(int done, int total, int leftOut);
    }

    /**
     * Crops are placed by the corpus's landmarks or the detector's; offsets between sound and picture are left as they
     * are.
     *
     * @param detectors gives a new detector on each call; every worker uses its own and closes it
     */
    public Preparation(PreparationSettings settings, Supplier<FaceDetector> detectors) {
        this.settings = settings;
        this.detectors = detectors;
    }

    /** Offsets are measured and, within the thresholds, corrected. */
    public Preparation withSync(SyncScorer expert) {
        scorer = Optional.of(expert);
        return this;
    }

    /**
     * Crops are placed by 68 points where the corpus has none of its own.
     *
     * @param points gives a new finder on each call; every worker uses its own and closes it
     */
    public Preparation withLandmarks(Supplier<LandmarkFinder> points) {
        finders = () -> Optional.of(points.get());
        return this;
    }

    /** AV-HuBERT's crops are aligned to another face. */
    public Preparation withMeanFace(MeanFace face) {
        meanFace = face;
        return this;
    }

    private Tools tools() {
        return new Tools(detectors.get(), finders.get(), scorer, meanFace);
    }

    /**
     * Prepares what is missing in the store.
     *
     * @param store folder of the store; made when missing
     * @throws org.viseme.VisemeException when the store was made with other settings or cannot be written
     */
    public PreparationReport run(Corpus corpus, Path store, Progress progress) {
        long start = System.nanoTime();
        StageTimes times = new StageTimes(ClipPreparer.STAGES);
        try (ClipStoreWriter writer = ClipStoreWriter.open(store, storeSettings(corpus))) {
            writer.leaveOut(settings.drop());
            List<RejectedClip> absent = corpus.missing().stream()
                    .filter(clip -> !writer.knows(clip.id()))
                    .toList();
            absent.forEach(clip -> {
                writer.add(clip.id(), Decision.leftOut(clip), null);
                writer.end(clip.id(), 0);
            });
            List<ClipSource> todo = plan(corpus).stream()
                    .filter(clip -> !writer.knows(clip.id()))
                    .toList();
            if (!todo.isEmpty()) {
                work(todo, corpus, writer, times, progress);
            }
            return new PreparationReport(
                    writer.clips(),
                    writer.decisions(),
                    writer.sourceFrames(),
                    todo.size(),
                    (System.nanoTime() - start) / 1e9,
                    times.seconds());
        }
    }

    /** In random order an unfinished or limited store is a fair sample of the corpus, with clips of every split. */
    private List<ClipSource> plan(Corpus corpus) {
        List<ClipSource> all = new ArrayList<>(corpus.clips());
        Collections.shuffle(all, new Random(ORDER_SEED));
        return settings.limit() > 0 && settings.limit() < all.size() ? all.subList(0, settings.limit()) : all;
    }

    private StoreSettings storeSettings(Corpus corpus) {
        Map<String, String> preparation = settings.asMap();
        preparation.putAll(corpus.details());
        try (Tools tools = tools()) {
            preparation.put("detector", tools.detector().name());
            preparation.put(
                    "landmarks", tools.landmarks().map(LandmarkFinder::name).orElse("of the corpus or the detector"));
        }
        preparation.put("mean face", meanFace.equals(MeanFace.standard()) ? "standard" : "own " + meanFace.hashCode());
        preparation.put("offset", scorer.map(SyncScorer::name).orElse("not measured"));
        preparation.put("compression", CropCodec.NAME);
        return new StoreSettings(
                StoreSettings.FORMAT,
                corpus.name(),
                corpus.licence(),
                settings.cropSize(),
                ClipMedia.FPS,
                MelConfig.wav2lip().toString(),
                preparation,
                "Viseme");
    }

    private void work(
            List<ClipSource> clips, Corpus corpus, ClipStoreWriter writer, StageTimes times, Progress progress) {
        Set<String> sources = corpus.clips().stream().map(ClipSource::id).collect(Collectors.toUnmodifiableSet());
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        InOrder results = new InOrder(writer);
        Stages workers = new Stages();
        for (int i = 0; i < Math.min(settings.workers(), clips.size()); i++) {
            workers.add("prepare-" + i, () -> {
                try (ClipPreparer preparer =
                        new ClipPreparer(settings, tools(), corpus.hasTranscripts(), sources::contains, times)) {
                    for (int n = next.getAndIncrement(); n < clips.size(); n = next.getAndIncrement()) {
                        prepare(n, clips.get(n), preparer, results, times);
                        synchronized (progress) {
                            progress.clipDone(done.incrementAndGet(), clips.size(), writer.leftOut());
                        }
                    }
                }
            });
        }
        workers.join();
    }

    private static void prepare(int number, ClipSource clip, ClipPreparer preparer, InOrder results, StageTimes times)
            throws InterruptedException {
        String name = clip.id();
        int frames = preparer.prepare(clip, (decision, packed) -> {
            long start = System.nanoTime();
            results.add(number, name, decision, packed);
            times.add("write", start);
        });
        long start = System.nanoTime();
        results.end(number, name, frames);
        times.add("write", start);
    }
}
