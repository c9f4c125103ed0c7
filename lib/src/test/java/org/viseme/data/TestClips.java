package org.viseme.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.viseme.audio.MelConfig;
import org.viseme.audio.MelSpectrogram;
import org.viseme.face.Box;
import org.viseme.face.CropFamily;
import org.viseme.face.Landmarks;
import org.viseme.face.Placement;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

/** Small made-up clips whose every pixel tells which clip and which frame it belongs to. */
public final class TestClips {
    static final int SIZE = 16;
    static final int FRAMES = 30;
    private static final int FACE = 96;

    private TestClips() {}

    static StoreSettings settings() {
        return settings(SIZE);
    }

    private static StoreSettings settings(int cropSize) {
        return new StoreSettings(
                StoreSettings.FORMAT,
                "test",
                "none",
                cropSize,
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
        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, settings(FACE))) {
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

    /** What mouths of {@link #lipStore} say: a word is a bright bar at its own place. */
    public static final List<String> LIP_WORDS = List.of("bin", "lay", "set", "two");

    /** Frames of a word in {@link #lipStore}; a frame of silence is before the first and after the last one. */
    public static final int LIP_WORD_FRAMES = 4;

    /**
     * A store of mouths that can be read: clip {@code i} says as many words as {@code wordCounts} tells, and a tone
     * tells them too. Every fourth clip is held out.
     */
    public static ClipStore lipStore(Path folder, int... wordCounts) {
        return lipStore(folder, SIZE, wordCounts);
    }

    /** The same with faces of the size that generators read, which look like the mouths. */
    public static ClipStore talkingStore(Path folder, int... wordCounts) {
        return lipStore(folder, FACE, wordCounts);
    }

    private static ClipStore lipStore(Path folder, int faceSize, int... wordCounts) {
        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, settings(faceSize))) {
            for (int i = 0; i < wordCounts.length; i++) {
                Split split = i % 4 == 3 ? Split.VAL : Split.TRAIN;
                PackedClip clip = lipClip("c" + i, split, i, faceSize, wordCounts[i]);
                String id = clip.info().id();
                writer.add(id, new Decision(id, clip.info().split(), null, "", Set.of(), null), clip);
                writer.end(id, clip.frames());
            }
        }
        return ClipStore.open(folder);
    }

    private static PackedClip lipClip(String id, Split split, int number, int faceSize, int count) {
        ClipPacker packer = new ClipPacker();
        List<Word> words = new ArrayList<>();
        int[] said = new int[2 + count * LIP_WORD_FRAMES];
        for (int i = 0; i < count; i++) {
            int word = (number + i * (1 + number % 3)) % LIP_WORDS.size();
            int from = 1 + i * LIP_WORD_FRAMES;
            words.add(new Word(LIP_WORDS.get(word), from / 25.0, (from + LIP_WORD_FRAMES) / 25.0));
            Arrays.fill(said, from, from + LIP_WORD_FRAMES, word + 1);
        }
        float[] samples = new float[said.length * Waveform.SPEECH_RATE / ClipMedia.FPS];
        for (int i = 0; i < samples.length; i++) {
            int word = said[i * ClipMedia.FPS / Waveform.SPEECH_RATE];
            samples[i] = word == 0 ? 0 : (float) (0.5 * Math.sin(2 * Math.PI * 300 * word * i / Waveform.SPEECH_RATE));
        }
        for (int frame = 0; frame < said.length; frame++) {
            packer.box(new Box(0, 0, faceSize, faceSize));
            RgbImage face = faceSize == SIZE ? crop(number, frame) : mouth(said[frame]);
            packer.crop(CropFamily.WAV2LIP, face, null);
            packer.crop(CropFamily.AVHUBERT, mouth(said[frame]), new float[] {1, 0, 0, 0, 1, 0});
        }
        String transcript = String.join(" ", words.stream().map(Word::text).toList());
        ClipInfo info = new ClipInfo(id, split, "s1", transcript, words, "none", "test");
        Waveform sound = ClipPacker.rounded(new Waveform(samples, Waveform.SPEECH_RATE));
        return packer.pack(info, sound, Set.of(AudioFeature.MEL, AudioFeature.AVHUBERT, AudioFeature.MFCC), 0);
    }

    /**
     * A store of one clip whose faces and mouths are cut out of the same smooth, moving picture, each as its family cuts
     * them: a box of other proportions than its crop, which the mouth's crop reaches beyond.
     */
    public static ClipStore movingFace(Path folder) {
        int frames = 12;
        ClipPacker packer = new ClipPacker();
        List<Box> boxes = new ArrayList<>();
        List<RgbImage> sources = new ArrayList<>();
        for (int frame = 0; frame < frames; frame++) {
            boxes.add(new Box(40.3 + 1.7 * frame, 30.6 + frame, 120, 150));
            sources.add(waves(240, 220, frame));
        }
        List<Landmarks> none = Collections.nCopies(frames, Landmarks.NONE);
        List<Placement> mouths = CropFamily.AVHUBERT.placements(boxes, none);
        List<Placement> faces = CropFamily.WAV2LIP.placements(boxes, none);
        for (int frame = 0; frame < frames; frame++) {
            RgbImage source = sources.get(frame);
            packer.box(boxes.get(frame));
            packer.crop(CropFamily.WAV2LIP, faces.get(frame).cut(source, FACE), null);
            RgbImage mouth = grey(mouths.get(frame).cut(source, FACE));
            packer.crop(CropFamily.AVHUBERT, mouth, mouths.get(frame).affine(FACE));
        }
        ClipInfo info =
                new ClipInfo("moving", Split.TRAIN, "s1", "lay set", List.of(new Word("lay", 0, 0.2)), "none", "test");
        Waveform sound = ClipPacker.rounded(tone(1, frames));
        PackedClip clip = packer.pack(info, sound, Set.of(AudioFeature.MEL, AudioFeature.AVHUBERT), 0);
        try (ClipStoreWriter writer = ClipStoreWriter.open(folder, settings(FACE))) {
            writer.add("moving", new Decision("moving", Split.TRAIN, null, "", Set.of(), null), clip);
            writer.end("moving", frames);
        }
        return ClipStore.open(folder);
    }

    private static RgbImage waves(int width, int height, int time) {
        RgbImage picture = RgbImage.black(width, height);
        for (int i = 0; i < width * height; i++) {
            double x = i % width;
            double y = i / width;
            picture.bytes()[3 * i] = (byte) Math.round(128 + 90 * Math.sin(x / 14 + 0.3 * time));
            picture.bytes()[3 * i + 1] = (byte) Math.round(128 + 90 * Math.cos(y / 17 + x / 40));
            picture.bytes()[3 * i + 2] = (byte) Math.round(128 + 90 * Math.sin((x + y) / 20));
        }
        return picture;
    }

    private static RgbImage grey(RgbImage picture) {
        RgbImage grey = RgbImage.black(picture.width(), picture.height());
        for (int i = 0; i < grey.bytes().length; i += 3) {
            byte[] rgb = picture.bytes();
            double luma = 0.299 * (rgb[i] & 0xff) + 0.587 * (rgb[i + 1] & 0xff) + 0.114 * (rgb[i + 2] & 0xff);
            Arrays.fill(grey.bytes(), i, i + 3, (byte) Math.round(luma));
        }
        return grey;
    }

    private static RgbImage mouth(int word) {
        RgbImage mouth = RgbImage.black(FACE, FACE);
        for (int i = 0; i < FACE * FACE; i++) {
            boolean bar = word > 0 && Math.abs(i % FACE - (10 + 18 * word)) < 8;
            Arrays.fill(mouth.bytes(), 3 * i, 3 * i + 3, (byte) (bar ? 220 : 40));
        }
        return mouth;
    }
}
