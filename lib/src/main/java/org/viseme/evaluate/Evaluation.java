package org.viseme.evaluate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.viseme.ContentHash;
import org.viseme.VisemeException;
import org.viseme.checkpoint.ModelFiles;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipMedia;
import org.viseme.data.ClipStore;
import org.viseme.data.PreparedClip;
import org.viseme.data.Split;
import org.viseme.dub.LipSynthesizer;
import org.viseme.dub.Synthesizers;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;
import org.viseme.report.ClipScores;
import org.viseme.report.EvaluationLog;
import org.viseme.report.EvaluationReport;
import org.viseme.report.EvaluationReport.About;
import org.viseme.report.EvaluationReport.Group;
import org.viseme.report.MeasuredFigure;

/**
 * Lets models speak clips that they were not trained on, and has all {@link Judges} look at every clip. A line is written
 * a clip; an evaluation that was stopped goes on after the last line. In memory there is one clip at a time.
 */
public final class Evaluation {
    /** Faces that a model draws at once. */
    private static final int BATCH = 16;

    private final ClipStore store;
    private final List<ClipEntry> clips;
    private final String data;
    private final Judges judges;

    /** Who is told how far it is. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param share what is done, 0 to 1
         * @param line what is measured now
         */
        void progress(double share, String line);
    }

    /**
     * A model of an evaluation.
     *
     * @param name as tables show it
     * @param fingerprint of its weights: another one is another model
     * @param open opens it; closed when its clips are drawn
     */
    public record Model(String name, String fingerprint, Supplier<LipSynthesizer> open) {
        /**
         * A model that can dub.
         *
         * @param name embedded model or checkpoint, see {@link Synthesizers#open}
         * @param device {@code auto}, {@code cpu} or {@code gpu}
         */
        public static Model of(String name, String device) {
            return all(List.of(name), device).getFirst();
        }

        /** Models that can dub, as {@link #of}, each file once; names that are the same get their folders. */
        public static List<Model> all(List<String> names, String device) {
            List<Path> files = names.stream()
                    .map(name -> Synthesizers.file(name).toAbsolutePath().normalize())
                    .distinct()
                    .toList();
            List<String> titles = ModelFiles.names(files);
            return IntStream.range(0, files.size())
                    .mapToObj(i -> new Model(
                            titles.get(i),
                            ContentHash.shortOf(files.get(i)),
                            () -> Synthesizers.open(files.get(i).toString(), device)))
                    .toList();
        }
    }

    /**
     * @param count at most so many clips of the split, spread over it; 0 for all
     * @throws VisemeException when the split has no clip
     */
    public Evaluation(ClipStore store, Split split, int count, Judges judges) {
        List<ClipEntry> all = store.clips(split);
        if (all.isEmpty()) {
            throw new VisemeException(
                    store.folder().toString(),
                    "no clip in the split " + split.label(),
                    "prepare more clips, or choose another split");
        }
        this.store = store;
        this.clips = spread(all, count == 0 ? all.size() : Math.min(count, all.size()));
        this.data = store.settings().corpus() + " " + split.label() + ", " + clips.size() + " clips";
        this.judges = judges;
    }

    /** So that a few clips are not all of one speaker. */
    private static List<ClipEntry> spread(List<ClipEntry> all, int count) {
        List<ClipEntry> few = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            few.add(all.get((int) ((long) i * all.size() / count)));
        }
        return few;
    }

    /**
     * Measures the real video, then every model by every protocol.
     *
     * @param folder gets the report's files
     */
    public EvaluationReport run(List<Model> models, List<Protocol> protocols, Path folder, Listener listener) {
        About about = about(models, protocols);
        EvaluationLog log = EvaluationLog.open(folder, about);
        Optional<FidPool> pool = judges.pool(folder.resolve("features"));
        Progress progress = new Progress(listener, clips.size() * (1L + (long) models.size() * protocols.size()));
        EvaluationReport before = log.report();

        real(log, before, pool, progress);
        for (Model model : models) {
            for (Protocol protocol : protocols) {
                drawn(model, protocol, log, before, pool, progress);
            }
        }
        pool.ifPresent(FidPool::discard);
        return log.report();
    }

    /**
     * A folder for {@link #run} that only the same evaluation has: other weights, clips, metrics or judges get another one.
     *
     * @param parent where it lies
     */
    public Path folder(Path parent, List<Model> models, List<Protocol> protocols) {
        String what = store.folder().toAbsolutePath().normalize() + " " + about(models, protocols);
        return parent.resolve(String.format("evaluation-%08x", what.hashCode()));
    }

    private About about(List<Model> models, List<Protocol> protocols) {
        return new About(
                data,
                clips.size(),
                models.stream().map(Model::name).toList(),
                models.stream().map(Model::fingerprint).toList(),
                protocols.stream().map(Protocol::toString).toList(),
                judges.scores(),
                judges.leftOut());
    }

    private void real(EvaluationLog log, EvaluationReport before, Optional<FidPool> pool, Progress progress) {
        Group group = new Group(MeasuredFigure.REAL_VIDEO, "");
        List<ClipEntry> missing = missing(before, group);
        progress.skip(clips.size() - missing.size());
        for (ClipEntry entry : missing) {
            DrawnClip clip = DrawnClip.real(store, entry, store.read(entry));
            pool.ifPresent(fid -> fid.add("real", entry.id(), clip.drawn()));
            log.add(new ClipScores(group.model(), "", entry.id(), clip.frames(), judges.judge(clip, true)));
            progress.done(group + ", " + entry.id());
        }
    }

    private void drawn(
            Model model,
            Protocol protocol,
            EvaluationLog log,
            EvaluationReport before,
            Optional<FidPool> pool,
            Progress progress) {
        Group group = new Group(model.name(), protocol.toString());
        String features = (model.name() + "-" + protocol).replaceAll("[^A-Za-z0-9._-]", "_");
        List<ClipEntry> missing = missing(before, group);
        progress.skip(clips.size() - missing.size());
        if (!missing.isEmpty()) {
            try (LipSynthesizer synthesizer = model.open().get()) {
                for (ClipEntry entry : missing) {
                    DrawnClip clip = draw(synthesizer, protocol, entry);
                    pool.ifPresent(fid -> fid.add(features, entry.id(), clip.drawn()));
                    double[] values = judges.judge(clip, false);
                    log.add(new ClipScores(group.model(), group.protocol(), entry.id(), clip.frames(), values));
                    progress.done(group + ", " + entry.id());
                }
            }
        }
        if (pool.isPresent()
                && Double.isNaN(before.interval(group, FidPool.SCORE).value())) {
            List<String> all = clips.stream().map(ClipEntry::id).toList();
            double distance = pool.get().distance(features, "real", all);
            log.add(new EvaluationReport.Pooled(group.model(), group.protocol(), FidPool.SCORE.heading(), distance));
        }
    }

    private List<ClipEntry> missing(EvaluationReport report, Group group) {
        Set<String> done = report.clips().stream()
                .filter(clip ->
                        clip.model().equals(group.model()) && clip.protocol().equals(group.protocol()))
                .map(ClipScores::clip)
                .collect(Collectors.toSet());
        return clips.stream().filter(clip -> !done.contains(clip.id())).toList();
    }

    /**
     * Some frames of a clip as a model speaks it.
     *
     * @param id the clip's name
     */
    public ClipStrip strip(LipSynthesizer model, Protocol protocol, String id, int count) {
        return ClipStrip.of(draw(model, protocol, store.clip(id)), count);
    }

    /** The clip as a model speaks it. */
    DrawnClip draw(LipSynthesizer model, Protocol protocol, ClipEntry entry) {
        PreparedClip clip = store.read(entry);
        Waveform sound =
                protocol.ownSound() ? clip.sound() : store.read(other(entry)).sound();
        int first = protocol.firstFrame() ? 1 : 0;
        int heard = (int) Math.floor(sound.seconds() * ClipMedia.FPS + 0.5);
        int end = Math.min(clip.frames(), Math.max(first + 1, heard));
        LipSynthesizer.Speech speech = model.listen(sound);
        List<RgbImage> drawn = new ArrayList<>();
        for (int from = first; from < end; from += BATCH) {
            List<LipSynthesizer.Request> requests = new ArrayList<>();
            for (int frame = from; frame < Math.min(from + BATCH, end); frame++) {
                RgbImage target = sized(clip.crops().get(frame), model.cropSize());
                RgbImage reference = protocol.firstFrame() ? sized(clip.crops().getFirst(), model.cropSize()) : target;
                requests.add(new LipSynthesizer.Request(frame / (double) ClipMedia.FPS, target, reference));
            }
            for (RgbImage face : model.speak(speech, requests)) {
                drawn.add(sized(face, clip.cropSize()));
            }
        }
        return new DrawnClip(store, entry, clip, sound, protocol.ownSound(), first, drawn);
    }

    private static RgbImage sized(RgbImage picture, int size) {
        return picture.width() == size ? picture : picture.resize(size, size);
    }

    /**
     * Whose sound drives a clip: the next one that says something else and is not longer; where all others are longer, the
     * shortest of them.
     */
    ClipEntry other(ClipEntry entry) {
        int place = clips.indexOf(entry);
        ClipEntry shortest = null;
        for (int step = 1; step < clips.size(); step++) {
            ClipEntry other = clips.get((place + step) % clips.size());
            if (other.transcript().equals(entry.transcript())
                    && !entry.transcript().isEmpty()) {
                continue;
            }
            if (other.frames() <= entry.frames()) {
                return other;
            }
            shortest = shortest == null || other.frames() < shortest.frames() ? other : shortest;
        }
        if (shortest == null) {
            throw new VisemeException(
                    store.folder().toString(),
                    "all clips used say the same, so there is no other sound to drive them",
                    "use more clips, or leave out the protocol cross");
        }
        return shortest;
    }

    /** Counts clips. */
    private static final class Progress {
        private final Listener listener;
        private final long all;
        private long done;

        Progress(Listener listener, long all) {
            this.listener = listener;
            this.all = all;
        }

        void skip(int count) {
            done += count;
        }

        void done(String what) {
            done++;
            listener.progress(done / (double) all, what);
        }
    }
}
