package org.viseme.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.viseme.VisemeException;
import org.viseme.audio.MelTimeline;

/**
 * A split for measuring: every clip in order, its frames in order, the clip's first frame as reference. The batches are
 * the same on every pass. Samples that cannot be read are left out, counted in {@link #unreadable} and logged.
 */
public final class EvaluationSet implements Iterable<LipBatch> {
    /** Whose sound is heard. */
    public enum Voice {
        /** The clip's own. */
        OWN,
        /** That of the next clip in which something else is said: what a model does with it tells whether it listens. */
        OTHER_CLIP
    }

    /**
     * @param batch samples a batch; the last one may have fewer
     * @param stride every so many-th frame is used, beginning with the one after the reference
     * @param frames consecutive frames a sample
     * @param clips at most so many clips of the split; 0 for all
     * @param timeline which part of the sound belongs to a frame
     */
    public record Settings(int batch, int stride, int frames, int clips, MelTimeline timeline) {
        public Settings {
            if (batch < 1 || stride < 1 || frames < 1 || clips < 0) {
                throw new IllegalArgumentException(batch + " samples, stride " + stride + ", " + clips + " clips");
            }
        }

        /** All frames of all clips in batches of a size. */
        public static Settings of(int batch) {
            return new Settings(batch, 1, 1, 0, MelTimeline.FRAME_START);
        }

        public Settings withStride(int count) {
            return new Settings(batch, count, frames, clips, timeline);
        }

        public Settings withClips(int count) {
            return new Settings(batch, stride, frames, count, timeline);
        }

        /** Windows of several frames; the mel window of a sample's first frame is heard over the whole window. */
        public Settings withFrames(int count) {
            return new Settings(batch, stride, count, clips, timeline);
        }

        public Settings withTimeline(MelTimeline line) {
            return new Settings(batch, stride, frames, clips, line);
        }
    }

    private final Settings settings;
    private final ClipCache cache;
    private final int cropSize;
    private final Voice voice;
    private final UnreadableClips unreadable;

    private EvaluationSet(Settings settings, ClipCache cache, int cropSize, Voice voice, UnreadableClips unreadable) {
        this.settings = settings;
        this.cache = cache;
        this.cropSize = cropSize;
        this.voice = voice;
        this.unreadable = unreadable;
    }

    /** @throws VisemeException when the store has no clip in the split */
    public static EvaluationSet open(ClipStore store, Split split, Settings settings) {
        List<ClipEntry> clips = store.clips(split);
        if (clips.isEmpty()) {
            throw new VisemeException(
                    store.folder().toString(),
                    "no clip in the split " + split.label(),
                    "prepare more clips, or choose another split");
        }
        int count = settings.clips() == 0 ? clips.size() : Math.min(clips.size(), settings.clips());
        List<ClipCache.Slot> slots = clips.subList(0, count).stream()
                .map(clip -> new ClipCache.Slot(store, clip))
                .toList();
        ClipCache cache = new ClipCache(slots, LoaderSettings.defaults().cacheBytes());
        return new EvaluationSet(settings, cache, store.settings().cropSize(), Voice.OWN, new UnreadableClips());
    }

    /** The same pictures with another choice of sound. */
    public EvaluationSet withVoice(Voice choice) {
        return new EvaluationSet(settings, cache, cropSize, choice, unreadable);
    }

    /** Number of clips. */
    public int clips() {
        return cache.slots().size();
    }

    /** How many samples of which clip could not be read so far. */
    public Map<String, Integer> unreadable() {
        return unreadable.counts();
    }

    @Override
    public Iterator<LipBatch> iterator() {
        List<Sample> samples = new ArrayList<>();
        for (int clip = 0; clip < clips(); clip++) {
            int heard = voice == Voice.OWN ? clip : otherThan(clip);
            int last = cache.slots().get(clip).clip().frames() - settings.frames();
            for (int frame = 1; frame <= last; frame += settings.stride()) {
                samples.add(new Sample(clip, heard, frame, 0, true, PictureChange.none()));
            }
        }
        return new Batches(samples);
    }

    private int otherThan(int clip) {
        String said = cache.slots().get(clip).clip().transcript();
        for (int step = 1; step < clips(); step++) {
            int other = (clip + step) % clips();
            if (!cache.slots().get(other).clip().transcript().equals(said)) {
                return other;
            }
        }
        throw new VisemeException(
                cache.slots().get(clip).store().folder().toString(),
                "all clips used say the same, so there is no other sound to compare with",
                "use more clips");
    }

    private final class Batches implements Iterator<LipBatch> {
        private final List<Sample> samples;
        private int position;
        private long step;
        private LipBatch ready;

        Batches(List<Sample> samples) {
            this.samples = samples;
        }

        @Override
        public boolean hasNext() {
            if (ready == null && position < samples.size()) {
                BatchBuilder batch =
                        new BatchBuilder(cache, settings.timeline(), settings.batch(), settings.frames(), cropSize);
                while (batch.size() < settings.batch() && position < samples.size()) {
                    add(batch, samples.get(position++));
                }
                ready = batch.size() == 0 ? null : batch.build(step++);
            }
            return ready != null;
        }

        private void add(BatchBuilder batch, Sample sample) {
            try {
                batch.add(sample);
            } catch (VisemeException e) {
                unreadable.add(cache.slots().get(sample.clip()).clip().id(), e);
            }
        }

        @Override
        public LipBatch next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            LipBatch batch = ready;
            ready = null;
            return batch;
        }
    }
}
