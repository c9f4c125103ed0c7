package org.viseme.data;

import java.util.List;
import java.util.Optional;
import org.viseme.VisemeException;
import org.viseme.audio.Features;
import org.viseme.face.CropFamily;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/**
 * A clip as AV-HuBERT (Shi et al., 2022) reads it: the mouth in every frame, and the sound of each frame.
 *
 * @param info what is said in it, and when
 * @param mouths grey crops of the mouth, (frames, height, width) with values from 0 to 255
 * @param size height and width of a crop
 * @param sound a row of log filter banks for each frame, {@value #SOUND_WIDTH} values, each row with mean 0 and
 *     variance 1 as published
 */
public record Utterance(ClipInfo info, int frames, byte[] mouths, int size, Features sound) {
    /** Values of sound a frame. */
    public static final int SOUND_WIDTH = 104;

    /**
     * Reads a clip; where its sound is shorter than its pictures, zeros follow.
     *
     * @throws VisemeException when it is damaged, or its store was made without crops of mouths or filter banks
     */
    public static Utterance read(ClipStore store, ClipEntry clip) {
        try (ClipArchive archive = store.archive(clip)) {
            List<RgbImage> crops = archive.crops(CropFamily.AVHUBERT);
            Optional<float[][]> banks = archive.feature(AudioFeature.AVHUBERT);
            if (crops.isEmpty() || banks.isEmpty()) {
                throw incomplete(store, clip, crops.isEmpty() ? "crops of mouths" : "filter banks");
            }
            return of(archive.info(), crops, banks.get());
        }
    }

    static VisemeException incomplete(ClipStore store, ClipEntry clip, String missing) {
        return new VisemeException(
                store.folder().toString(),
                "holds no " + missing + " of " + clip.id(),
                "prepare it again with --crops wav2lip,avhubert --features mel,avhubert");
    }

    /**
     * One from crops that are not in a store.
     *
     * @param crops grey, of {@link CropFamily#AVHUBERT}
     * @param sound of the same time; of no sample where there is none, which is zeros
     */
    public static Utterance of(ClipInfo info, List<RgbImage> crops, Waveform sound) {
        boolean silent = sound.samples().length == 0;
        return of(info, crops, silent ? new float[1][SOUND_WIDTH] : AudioFeature.AVHUBERT.of(sound));
    }

    private static Utterance of(ClipInfo info, List<RgbImage> crops, float[][] banks) {
        return new Utterance(info, crops.size(), grey(crops), crops.getFirst().width(), sound(banks, crops.size()));
    }

    private static byte[] grey(List<RgbImage> crops) {
        int pixels = crops.getFirst().width() * crops.getFirst().height();
        byte[] grey = new byte[crops.size() * pixels];
        int to = 0;
        for (RgbImage crop : crops) {
            byte[] rgb = crop.bytes();
            for (int from = 0; from < rgb.length; from += 3) {
                grey[to++] = rgb[from];
            }
        }
        return grey;
    }

    private static Features sound(float[][] banks, int frames) {
        Features normalised = Features.of(banks).normalised();
        return new Features(frames, normalised.width(), normalised.window(0, frames));
    }

    /** The same with other pictures. */
    public Utterance withMouths(byte[] others) {
        return new Utterance(info, frames, others, size, sound);
    }

    /** The same with the sound of another clip; zeros follow where it is shorter. */
    Utterance withSound(Features other) {
        return new Utterance(info, frames, mouths, size, new Features(frames, SOUND_WIDTH, other.window(0, frames)));
    }

    /** How long it lasts. */
    public double seconds() {
        return frames / (double) ClipMedia.FPS;
    }

    /** Memory that it takes. */
    long bytes() {
        return mouths.length + (long) Float.BYTES * sound.values().length;
    }
}
