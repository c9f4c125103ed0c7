package org.viseme.data.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.Utterance;
import org.viseme.data.synthetic.ClipSpec;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticIdentity;
import org.viseme.data.synthetic.SyntheticSpeaker;
import org.viseme.face.CropFamily;
import org.viseme.face.HaarDetector;
import org.viseme.face.MeanFace;
import org.viseme.media.VideoWriter;

class VideoMouthsTest {
    private static final int SIZE = 160;
    private static final int FRAMES = 60;

    @TempDir
    private Path folder;

    private Path video(boolean sounding) {
        SyntheticClip clip = SyntheticSpeaker.speak("hello mother", ClipSpec.of(SyntheticIdentity.random(2), SIZE, 2));
        Path file = folder.resolve("talk.mp4");
        try (VideoWriter writer = VideoWriter.create(file, SIZE, SIZE, 25)) {
            if (sounding) {
                writer.withAudio(clip.waveform());
            }
            for (int i = 0; i < FRAMES; i++) {
                writer.write(clip.frame(i % clip.frameCount()));
            }
            writer.commit();
        }
        return file;
    }

    private static List<VideoMouths.Mouth> mouths(Path video) {
        PreparationSettings settings = PreparationSettings.defaults()
                .withDetectEvery(1)
                .withThresholds(Thresholds.defaults().with(Map.of("leastSeconds", "0.6", "longestSeconds", "1.2")));
        List<VideoMouths.Mouth> mouths = new ArrayList<>();
        try (HaarDetector detector = new HaarDetector()) {
            new VideoMouths(settings, MeanFace.standard()).forEach(video, detector, mouths::add);
        }
        return mouths;
    }

    @Test
    void longShotsComeInPiecesThatMeet() {
        List<VideoMouths.Mouth> mouths = mouths(video(true));
        assertEquals(2, mouths.size());
        for (int i = 0; i < 2; i++) {
            Utterance piece = mouths.get(i).utterance();
            assertEquals(1, mouths.get(i).face());
            assertEquals(1.2 * i, mouths.get(i).fromSeconds(), 1e-9);
            assertEquals(FRAMES / 2, piece.frames());
            assertEquals(CropFamily.AVHUBERT.size(), piece.size());
            assertEquals(piece.frames() * 96 * 96, piece.mouths().length);
            assertEquals(FRAMES / 2, piece.sound().time());
        }
        float[] first = mouths.getFirst().utterance().sound().window(10, 1);
        double square = 0;
        for (float value : first) {
            square += value * value / first.length;
        }
        assertEquals(1, square, 0.01, "a row has variance 1");
    }

    @Test
    void ofAVideoWithoutSoundAllSoundIsZero() {
        for (float value : mouths(video(false)).getFirst().utterance().sound().values()) {
            assertTrue(value == 0);
        }
    }
}
