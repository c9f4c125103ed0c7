package org.viseme.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.synthetic.ClipSpec;
import org.viseme.data.synthetic.Grammar;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticIdentity;
import org.viseme.data.synthetic.SyntheticSpeaker;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;

class ClipFileTest {
    @TempDir
    private Path folder;

    private ClipFile written() {
        SyntheticClip clip =
                SyntheticSpeaker.speak(Grammar.sentence(5), ClipSpec.of(SyntheticIdentity.random(5), 64, 5));
        ClipInfo info = new ClipInfo("clip", Split.TRAIN, "s1", "", List.of(), "none", "test");
        return ClipFile.of(info, clip.write(folder));
    }

    private static List<RgbImage> frames(ClipMedia media) {
        List<RgbImage> frames = new ArrayList<>();
        for (RgbImage frame = media.nextFrame(); frame != null; frame = media.nextFrame()) {
            frames.add(frame);
        }
        return frames;
    }

    @Test
    void aPartOfAFileIsThatPartOfTheWhole() {
        ClipFile file = written();
        List<RgbImage> all;
        Waveform sound;
        try (ClipMedia whole = file.open()) {
            all = frames(whole);
            sound = whole.sound(0, 60);
        }
        try (ClipMedia part = file.between(0.84, 1.84).open()) {
            List<RgbImage> some = frames(part);
            assertEquals(25, some.size());
            for (int i = 0; i < some.size(); i++) {
                assertArrayEquals(all.get(21 + i).bytes(), some.get(i).bytes(), "frame " + i);
            }
            assertArrayEquals(
                    sound.slice(0.84, 1.84).samples(), part.sound(0, 60).samples());
            assertArrayEquals(
                    sound.slice(1.24, 1.44).samples(), part.sound(0.4, 0.6).samples());
        }
    }

    @Test
    void aPartBehindTheEndHasNothing() {
        try (ClipMedia part = written().between(50, 51).open()) {
            assertNull(part.nextFrame());
            assertEquals(0, part.sound(0, 1).samples().length);
        }
    }

    @Test
    void soundCanBeAskedForInAnyOrder() {
        ClipFile file = written();
        try (ClipMedia media = file.open();
                ClipMedia other = file.open()) {
            Waveform sound = media.sound(0, 60);
            for (double from : new double[] {0, 0.3, 0.1, 1.1, 0.9, 0}) {
                assertArrayEquals(
                        sound.slice(from, from + 0.5).samples(),
                        other.sound(from, from + 0.5).samples(),
                        "from " + from);
            }
        }
    }
}
