package org.viseme.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.prepare.MouthSync;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticCorpus;
import org.viseme.face.Box;
import org.viseme.face.CropFamily;
import org.viseme.face.Placement;
import org.viseme.media.AudioReader;
import org.viseme.media.VideoReader;
import org.viseme.media.Waveform;

class RawClipTest {
    private static final SyntheticCorpus CORPUS = new SyntheticCorpus(3, 1, 64);

    @TempDir
    private Path folder;

    @Test
    void theBeginningOfAClipIsRead() {
        SyntheticClip clip = CORPUS.clip(0);
        RawClip raw = RawClip.read(CORPUS.clips().getFirst(), 0.5);
        assertEquals(13, raw.frames().size(), "frames that begin before 0.5 s");
        assertEquals(0.52, raw.seconds(), 1e-9);
        assertEquals(0.52, raw.sound().seconds(), 1e-9);
        assertArrayEquals(clip.frame(12).bytes(), raw.frames().get(12).bytes());
        assertEquals(clip.landmarks(12).toPoints(), raw.landmarks().get(12));
        assertEquals(13, raw.landmarks().size());
    }

    @Test
    void aPartHasItsOwnSoundAndPoints() {
        RawClip raw = RawClip.read(CORPUS.clips().getFirst(), 1);
        RawClip part = raw.part(10, 5);
        assertEquals(raw.frames().subList(10, 15), part.frames());
        assertEquals(raw.landmarks().subList(10, 15), part.landmarks());
        assertArrayEquals(raw.sound().slice(0.4, 0.6).samples(), part.sound().samples());
    }

    /** The planted offset is where the curve is highest. */
    @Test
    void theOffsetIsSeen() {
        SyntheticCorpus corpus = new SyntheticCorpus(3, 4, 64).withOffsets(8);
        int right = 0;
        for (int i = 0; i < corpus.count(); i++) {
            RawClip raw = RawClip.read(corpus.clips().get(i), 60);
            List<Box> boxes = Collections.nCopies(raw.frames().size(), new Box(0, 0, 64, 64));
            List<Placement> faces = CropFamily.WAV2LIP.placements(boxes, raw.landmarks());
            int difference = raw.fit(new MouthSync(), faces).offset() - corpus.offsetOf(i);
            right += Math.abs(difference) <= 1 ? 1 : 0;
        }
        assertTrue(right >= 3, right + " of 4");
    }

    @Test
    void aShorterClipIsReadToItsEndAndWritten() {
        RawClip raw = RawClip.read(CORPUS.clips().getFirst(), 60);
        assertEquals(CORPUS.clip(0).frameCount(), raw.frames().size());
        Path file = raw.write(folder.resolve("raw.mp4"));
        int frames = 0;
        try (VideoReader reader = VideoReader.open(file)) {
            while (reader.read() != null) {
                frames++;
            }
        }
        assertEquals(raw.frames().size(), frames);
        assertEquals(raw.seconds(), AudioReader.read(file, Waveform.SPEECH_RATE).seconds(), 0.1);
    }
}
