package org.viseme.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.viseme.audio.MelConfig;
import org.viseme.face.FaceDetector;

/**
 * From a corpus to a {@link ClipStore}. Clips that are in the store already are skipped, so an interrupted preparation
 * is simply started again. A clip that cannot be used is left out, counted, and reported with its reason.
 */
public final class Preparation {
    private static final long ORDER_SEED = 25;
    private final PreparationSettings settings;
    private final Supplier<FaceDetector> detectors;

    /** Hears how far a preparation is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * A clip is done; called by one thread at a time.
         *
         * @param done clips done in this run
         * @param total clips to do in this run
         * @param rejected clips left out so far, in this run and earlier ones
         */
        void clipDone(int done, int total, int rejected);
    }

    /**
     * @param detectors gives a new detector on each call; every worker uses its own and closes it
     */
    public Preparation(PreparationSettings settings, Supplier<FaceDetector> detectors) {
        this.settings = settings;
        this.detectors = detectors;
    }

    /**
     * Prepares what is missing in the store.
     *
     * @param store folder of the store; made when missing
     * @throws org.viseme.VisemeException when the store was made with other settings or cannot be written
     */
    public PreparationReport run(Corpus corpus, Path store, Progress progress) {
        long start = System.nanoTime();
        List<ClipSource> all = new ArrayList<>(corpus.clips());
        // An unfinished or limited store is then a fair sample of the corpus, with clips of every split.
        Collections.shuffle(all, new Random(ORDER_SEED));
        List<ClipSource> wanted =
                settings.limit() > 0 && settings.limit() < all.size() ? all.subList(0, settings.limit()) : all;
        try (ClipStoreWriter writer = ClipStoreWriter.open(store, storeSettings(corpus))) {
            List<ClipSource> missing = new ArrayList<>();
            wanted.stream().filter(clip -> !writer.knows(clip.id())).forEach(missing::add);
            work(missing, writer, progress);
            return new PreparationReport(
                    writer.clips(), writer.rejected(), missing.size(), (System.nanoTime() - start) / 1e9);
        }
    }

    private StoreSettings storeSettings(Corpus corpus) {
        try (FaceDetector detector = detectors.get()) {
            return new StoreSettings(
                    StoreSettings.FORMAT,
                    corpus.name(),
                    corpus.licence(),
                    settings.cropSize(),
                    ClipMedia.FPS,
                    MelConfig.wav2lip().toString(),
                    detector.name(),
                    settings.detectEvery(),
                    CropCodec.NAME,
                    "Viseme");
        }
    }

    private void work(List<ClipSource> clips, ClipStoreWriter writer, Progress progress) {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(settings.workers());
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < settings.workers(); i++) {
                workers.add(pool.submit(() -> {
                    try (ClipPreparer preparer = new ClipPreparer(settings, detectors.get())) {
                        for (int n = next.getAndIncrement(); n < clips.size(); n = next.getAndIncrement()) {
                            prepare(clips.get(n), preparer, writer);
                            synchronized (progress) {
                                progress.clipDone(
                                        done.incrementAndGet(),
                                        clips.size(),
                                        writer.rejected().size());
                            }
                        }
                    } catch (RuntimeException | Error e) {
                        // The other workers stop as well: a full disk or a fault of the program is not a clip's.
                        next.set(clips.size());
                        throw e;
                    }
                }));
            }
            for (Future<?> worker : workers) {
                worker.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while preparing clips", e);
        } finally {
            next.set(clips.size());
            pool.close();
        }
    }

    private static void prepare(ClipSource clip, ClipPreparer preparer, ClipStoreWriter writer) {
        try {
            writer.add(preparer.prepare(clip));
        } catch (ClipPreparer.Rejected e) {
            writer.reject(e.of(clip));
        }
    }
}
