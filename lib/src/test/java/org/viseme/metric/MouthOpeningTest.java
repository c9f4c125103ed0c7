package org.viseme.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.data.synthetic.ClipSpec;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticIdentity;
import org.viseme.data.synthetic.SyntheticSpeaker;
import org.viseme.face.HaarDetector;
import org.viseme.face.MouthGap;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoWriter;

class MouthOpeningTest {
    @TempDir
    Path folder;

    private static RgbImage face(int mouthHeight, int skin) {
        BufferedImage image = new BufferedImage(96, 96, BufferedImage.TYPE_3BYTE_BGR);
        var graphics = image.createGraphics();
        graphics.setColor(new Color(skin, skin, skin));
        graphics.fillRect(0, 0, 96, 96);
        graphics.setColor(new Color(skin / 4, skin / 5, skin / 5));
        graphics.fillRect(36, 74 - mouthHeight / 2, 24, mouthHeight);
        graphics.dispose();
        return RgbImage.of(image);
    }

    @Test
    void theGapIsMeasuredInSharesOfTheFaceWhateverTheLight() {
        for (int skin : new int[] {60, 130, 220}) {
            assertEquals(0, MouthGap.of(face(0, skin)));
            assertEquals(6 / 96.0, MouthGap.of(face(6, skin)), 1e-9);
            assertEquals(18 / 96.0, MouthGap.of(face(18, skin).resize(192, 192)), 1.5 / 96);
        }
    }

    @Test
    void itFollowsTheTruthOfASyntheticSpeaker() {
        SyntheticClip clip = SyntheticSpeaker.speak("hello mother", ClipSpec.of(SyntheticIdentity.random(2), 256, 2));
        Path video = folder.resolve("speaker.mp4");
        try (VideoWriter writer = VideoWriter.create(video, 256, 256, 25)) {
            for (int frame = 0; frame < clip.frameCount(); frame++) {
                writer.write(clip.frame(frame));
            }
            writer.commit();
        }
        MouthOpening seen;
        try (HaarDetector detector = new HaarDetector()) {
            seen = MouthOpening.of(video, detector, 25);
        }
        assertEquals(clip.frameCount(), seen.opening().length);
        double[] truth = new double[clip.frameCount()];
        java.util.Arrays.setAll(truth, frame -> clip.landmarks(frame).mouthOpening());
        double correlation = seen.correlation(truth);
        assertTrue(correlation > 0.8, "correlation with the landmarks " + correlation);
    }

    @Test
    void correlationIsOneForTheSameMovementInAnotherUnitAndPassesOverGaps() {
        MouthOpening opening = new MouthOpening(new double[5], new double[] {0, 0.1, Double.NaN, 0.3, 0.2});
        assertEquals(1, opening.correlation(new double[] {5, 6, 100, 8, 7}), 1e-12);
        assertEquals(-1, opening.correlation(new double[] {5, 4, 100, 2, 3, 100}), 1e-12);
        // By hand: openings 0, 1, 3, 2 against 1, 0, 0, 1 have covariance -1 and variances 5 and 1.
        assertEquals(-1 / Math.sqrt(5), opening.correlation(new double[] {1, 0, 0, 0, 1}), 1e-12);
    }

    @Test
    void aVideoWithoutAFaceIsNamed() {
        Path video = folder.resolve("grey.mp4");
        try (VideoWriter writer = VideoWriter.create(video, 160, 160, 25)) {
            for (int frame = 0; frame < 5; frame++) {
                writer.write(RgbImage.black(160, 160));
            }
            writer.commit();
        }
        try (HaarDetector detector = new HaarDetector()) {
            VisemeException e = assertThrows(VisemeException.class, () -> MouthOpening.of(video, detector, 25));
            assertTrue(e.getMessage().contains("grey.mp4"));
        }
    }
}
