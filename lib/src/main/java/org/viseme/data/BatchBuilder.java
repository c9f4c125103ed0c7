package org.viseme.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.viseme.audio.MelTimeline;

/** Fills the arrays of one {@link LipBatch}, sample by sample. */
final class BatchBuilder {
    private static final int MEL = LipBatch.MEL_BANDS * LipBatch.MEL_COLUMNS;
    private final ClipCache cache;
    private final MelTimeline timeline;
    private final int frames;
    private final int cropSize;
    private final byte[] targets;
    private final byte[] references;
    private final float[] mels;
    private final List<String> clips = new ArrayList<>();
    private final int[] frameIndices;
    private final int[] referenceIndices;

    BatchBuilder(ClipCache cache, MelTimeline timeline, int capacity, int frames, int cropSize) {
        this.cache = cache;
        this.timeline = timeline;
        this.frames = frames;
        this.cropSize = cropSize;
        this.targets = new byte[Math.multiplyExact(capacity * frames, 3 * cropSize * cropSize)];
        this.references = new byte[targets.length];
        this.mels = new float[capacity * frames * MEL];
        this.frameIndices = new int[capacity];
        this.referenceIndices = new int[capacity];
    }

    int size() {
        return clips.size();
    }

    /**
     * Adds a sample; when it fails, the batch is as it was.
     *
     * @throws org.viseme.VisemeException when a part of the sample cannot be read
     */
    void add(Sample sample) {
        try (LoadedClip clip = cache.open(sample.clip())) {
            copyPictures(clip, sample.frame(), 1, targets, sample.change());
            copyPictures(clip, sample.reference(), sample.still() ? 0 : 1, references, sample.change());
            if (sample.voice() == sample.clip()) {
                copySound(clip.mel(), sample.frame());
            } else {
                try (LoadedClip voice = cache.open(sample.voice())) {
                    copySound(voice.mel(), sample.frame());
                }
            }
        }
        frameIndices[size()] = sample.frame();
        referenceIndices[size()] = sample.reference();
        clips.add(cache.slots().get(sample.clip()).clip().id());
    }

    private void copyPictures(LoadedClip clip, int first, int advance, byte[] target, PictureChange change) {
        WindowPixels.copy(clip, first, frames, advance, cropSize, change, target, size());
    }

    private void copySound(StoredMel mel, int first) {
        for (int i = 0; i < frames; i++) {
            int column = timeline.startColumn(first + i, ClipMedia.FPS);
            mel.copyWindow(column, LipBatch.MEL_COLUMNS, mels, (size() * frames + i) * MEL);
        }
    }

    LipBatch build(long step) {
        int samples = size();
        boolean full = samples == frameIndices.length;
        int pictures = samples * frames * 3 * cropSize * cropSize;
        return new LipBatch(
                step,
                samples,
                frames,
                cropSize,
                full ? targets : Arrays.copyOf(targets, pictures),
                full ? references : Arrays.copyOf(references, pictures),
                full ? mels : Arrays.copyOf(mels, samples * frames * MEL),
                List.copyOf(clips),
                full ? frameIndices : Arrays.copyOf(frameIndices, samples),
                full ? referenceIndices : Arrays.copyOf(referenceIndices, samples));
    }
}
