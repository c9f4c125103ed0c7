package org.viseme.data.prepare;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.viseme.VisemeException;
import org.viseme.data.AudioFeature;
import org.viseme.data.ClipFlag;
import org.viseme.face.CropFamily;

/**
 * How clips are prepared.
 *
 * @param crops what is cut out of every frame; the crop of the face (Wav2Lip's) is always among them
 * @param features what is computed of the sound; Wav2Lip's spectrogram is always among them
 * @param cropSize width and height of the crop of the face in pixels; the others have their usual sizes
 * @param detectEvery the detector looks at every so many-th frame and at the last one; boxes between are interpolated
 * @param thresholds the numbers that decide about a clip
 * @param drop clips with one of these flags are left out
 * @param workers clips prepared at the same time, each with a detector of its own
 * @param limit at most so many clips are looked at, drawn at random but always the same ones; 0 for all
 */
public record PreparationSettings(
        Set<CropFamily> crops,
        Set<AudioFeature> features,
        int cropSize,
        int detectEvery,
        Thresholds thresholds,
        Set<ClipFlag> drop,
        int workers,
        int limit) {
    public PreparationSettings {
        crops = withFirst(CropFamily.WAV2LIP, crops);
        features = withFirst(AudioFeature.MEL, features);
        drop = drop.isEmpty() ? EnumSet.noneOf(ClipFlag.class) : EnumSet.copyOf(drop);
        if (cropSize < 16 || cropSize > 1024 || cropSize % 2 != 0) {
            throw new VisemeException("--size " + cropSize, "not a usable crop size", "use an even number, 16 to 1024");
        }
        if (detectEvery < 1 || detectEvery > 10) {
            throw new VisemeException(
                    "--detect-every " + detectEvery, "too rare to follow a face", "use a number from 1 to 10");
        }
        if (workers < 1) {
            throw new VisemeException("--workers " + workers, "nobody would work", "use at least 1");
        }
        if (limit < 0) {
            throw new VisemeException("--limit " + limit, "not a number of clips", "use 1 or more, or leave it out");
        }
    }

    private static <E extends Enum<E>> Set<E> withFirst(E first, Set<E> others) {
        EnumSet<E> all = EnumSet.of(first);
        all.addAll(others);
        return all;
    }

    /**
     * Wav2Lip's and AV-HuBERT's crops and sound, the face of 96 pixels, every third frame looked at, two workers; clips
     * whose offset was measured without confidence are left out.
     */
    public static PreparationSettings defaults() {
        return new PreparationSettings(
                EnumSet.of(CropFamily.WAV2LIP, CropFamily.AVHUBERT),
                EnumSet.of(AudioFeature.MEL, AudioFeature.AVHUBERT),
                96,
                3,
                Thresholds.defaults(),
                EnumSet.of(ClipFlag.UNSURE_SYNC),
                2,
                0);
    }

    public PreparationSettings withCrops(Set<CropFamily> families) {
        return new PreparationSettings(families, features, cropSize, detectEvery, thresholds, drop, workers, limit);
    }

    public PreparationSettings withFeatures(Set<AudioFeature> heard) {
        return new PreparationSettings(crops, heard, cropSize, detectEvery, thresholds, drop, workers, limit);
    }

    public PreparationSettings withCropSize(int size) {
        return new PreparationSettings(crops, features, size, detectEvery, thresholds, drop, workers, limit);
    }

    public PreparationSettings withDetectEvery(int frames) {
        return new PreparationSettings(crops, features, cropSize, frames, thresholds, drop, workers, limit);
    }

    public PreparationSettings withThresholds(Thresholds numbers) {
        return new PreparationSettings(crops, features, cropSize, detectEvery, numbers, drop, workers, limit);
    }

    public PreparationSettings withDrop(Set<ClipFlag> flags) {
        return new PreparationSettings(crops, features, cropSize, detectEvery, thresholds, flags, workers, limit);
    }

    public PreparationSettings withWorkers(int count) {
        return new PreparationSettings(crops, features, cropSize, detectEvery, thresholds, drop, count, limit);
    }

    public PreparationSettings withLimit(int clips) {
        return new PreparationSettings(crops, features, cropSize, detectEvery, thresholds, drop, workers, clips);
    }

    /** What has an influence on a clip, by name. */
    Map<String, String> asMap() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("crops", crops.stream().map(CropFamily::label).collect(Collectors.joining(",")));
        values.put("features", features.stream().map(AudioFeature::label).collect(Collectors.joining(",")));
        values.put("detect every", String.valueOf(detectEvery));
        values.put("drop", drop.stream().map(ClipFlag::label).collect(Collectors.joining(",")));
        thresholds.asMap().forEach((name, value) -> values.put(name, String.valueOf(value)));
        return values;
    }
}
