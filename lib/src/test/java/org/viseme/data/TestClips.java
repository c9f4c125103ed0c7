package org.viseme.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.face.Box;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/** Small made-up clips whose every pixel tells which clip and which frame it belongs to. */
public final class TestClips {
    static final int SIZE = 16;
    static final int FRAMES = 30;
    private static final int FACE = 96;

    private TestClips() {}

    static StoreSettings settings() {
        return new StoreSettings(
                StoreSettings.FORMAT,
                "test",
                "none",
                SIZE,
                ClipMedia.FPS,
                MelConfig.wav2lip().toString(),
                Map.of("detector", "none"),
                "Viseme");
    }

    static ClipInfo info(String id, Split split) {
        return new ClipInfo(
                id,
                split,
                "s1",
                "say " + id,
                List.of(new Word("say", 0.1, 0.3), new Word(id, 0.3, 0.7)),
                "none",
                "test");
    }

    /** Red is the frame number times 8, green the clip's number times 20, blue rises from left to right. */
    static PreparedClip clip(String id, Split split, int number) {
        return clip(id, split, number, FRAMES);
    }

    static PreparedClip clip(String id, Split split, int number, int frames) {
        List<RgbImage> crops = new ArrayList<>();
        List<Box> boxes = new ArrayList<>();
        for (int frame = 0; frame < frames; frame++) {
            crops.add(crop(number, frame));
            boxes.add(new Box(frame, 2, 100, 120));
        }
        Waveform sound = ClipPacker.rounded(tone(number, frames));
        return new PreparedClip(
                info(id, split),
                crops,
                boxes,
                MelSpectrogram.of(MelConfig.wav2lip()).compute(sound),
                sound,
                Optional.empty(),
                0);
    }

    static RgbImage crop(int number, int frame) {
        RgbImage crop = RgbImage.black(SIZE, SIZE);
        for (int i = 0; i < SIZE * SIZE; i++) {
            crop.bytes()[3 * i] = (byte) (frame * 8);
            crop.bytes()[3 * i + 1] = (byte) (number * 20);
            crop.bytes()[3 * i + 2] = (byte) (i % SIZE * 4);
        }
        return crop;
    }

    /** A tone that rises, so that every window of its spectrogram is different. */
    private static Waveform tone(int number, int frames) {
        float[] samples = new float[frames * Waveform.SPEECH_RATE / ClipMedia.FPS];
        for (int i = 0; i < samples.length; i++) {
            double seconds = i / (double) Waveform.SPEECH_RATE;
            samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * (200 + 50 * number + 400 * seconds) * seconds));
        }
        return new Waveform(samples, Waveform.SPEECH_RATE);
    }

    /** A store of clips {@code c0}, {@code c1} and so on, all of one split. */
    static ClipStore store(Path folder, int clips, Split split) {
        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, settings())) {
            for (int i = 0; i < clips; i++) {
                writer.add(clip("c" + i, split, i));
            }
        }
        return ClipStore.open(folder);
    }

    /** A store with faces of the size that generators read, for training tests: two clips to train on, two held out. */
    public static ClipStore trainingStore(Path folder) {
        return faces(folder, 2, 4, 1);
    }

    /** As {@link #trainingStore} with twelve clips of two people to train on, the second one's greener, and four held out. */
    public static ClipStore speakers(Path folder) {
        return faces(folder, 12, 16, 2);
    }

    private static ClipStore faces(Path folder, int learnt, int clips, int speakers) {
        StoreSettings small = settings();
        StoreSettings settings = new StoreSettings(
                small.format(),
                small.corpus(),
                small.licence(),
                FACE,
                small.fps(),
                small.mel(),
                small.preparation(),
                small.software());
        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, settings)) {
            for (int i = 0; i < clips; i++) {
                int speaker = i * speakers / learnt % speakers;
                PreparedClip clip =
                        clip("c" + i, i < learnt ? Split.TRAIN : Split.VAL, speakers == 1 ? i : 6 * speaker);
                ClipInfo info = clip.info();
                writer.add(new PreparedClip(
                        new ClipInfo(
                                info.id(),
                                info.split(),
                                "s" + (1 + speaker),
                                info.transcript(),
                                info.words(),
                                info.licence(),
                                info.source()),
                        clip.crops().stream()
                                .map(crop -> crop.resize(FACE, FACE))
                                .toList(),
                        clip.boxes(),
                        clip.mel(),
                        clip.sound(),
                        clip.landmarks(),
                        0));
            }
        }
        return ClipStore.open(folder);
    }
}
