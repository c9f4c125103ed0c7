package org.viseme.notebook;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.synthetic.SyntheticClip;
import org.viseme.data.synthetic.SyntheticCorpus;
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
