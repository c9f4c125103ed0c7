package org.viseme.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.PreparedClip;
import org.viseme.data.TestClips;
import org.viseme.data.Utterance;
import org.viseme.decode.BeamSearch;
import org.viseme.lipreading.LipReader;
import org.viseme.lipreading.LipReaderCheckpoint;
import org.viseme.lipreading.LipReaderConfig;
import org.viseme.lipreading.LipReadingNetwork;
import org.viseme.lipreading.Modality;
import org.viseme.media.RgbImage;
import org.viseme.metric.WordErrors;
import org.viseme.model.avhubert.AvHubertConfig;
import org.viseme.text.Tokenizer;
import org.viseme.torch.Torch;

class ReadingJudgeTest {
    @TempDir
    private Path folder;

    /** In these clips the face's box is the first 16 pixels of the source, and the source is the crop of the mouth. */
    @Test
    void drawnFacesComeWhereTheirBoxesLie() {
        ClipStore store = TestClips.lipStore(folder.resolve("store"), 2, 2, 2, 2);
        ClipEntry entry = store.clip("c0");
        PreparedClip clip = store.read(entry);
        RgbImage face = RgbImage.black(16, 16);
        for (int i = 0; i < face.bytes().length; i += 3) {
            // red alone: its share of the brightness is 0.299
            face.bytes()[i] = (byte) (i / 3 % 16 * 10);
        }
        List<RgbImage> drawn = Collections.nCopies(clip.frames() - 1, face);
        byte[] mouths = ReadingJudge.drawn(new DrawnClip(store, entry, clip, clip.sound(), true, 1, drawn))
                .mouths();
        byte[] real = Utterance.read(store, entry).mouths();
        int frame = 96 * 96;
        assertArrayEquals(Arrays.copyOf(real, frame), Arrays.copyOf(mouths, frame), "not a drawn frame");
        assertEquals(Math.round(0.299 * 70), mouths[3 * frame + 5 * 96 + 7]);
        assertEquals(Math.round(0.299 * 150), mouths[3 * frame + 15 * 96 + 15]);
        assertEquals(real[3 * frame + 5 * 96 + 20], mouths[3 * frame + 5 * 96 + 20]);
        assertEquals(real[3 * frame + 16 * 96 + 5], mouths[3 * frame + 16 * 96 + 5]);
    }

    @Test
    void aClipIsComparedWithWhatWasSaidUnlessAnotherSoundDrivesIt() {
        ClipStore store = TestClips.lipStore(folder.resolve("store"), 2, 2, 2, 2);
        assertNull(ReadingJudge.leftOut(store));
        ClipEntry entry = store.clip("c1");
        PreparedClip clip = store.read(entry);
        Path file = folder.resolve("reader.safetensors");
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            LipReadingNetwork network = new LipReadingNetwork(LipReaderConfig.of(
                    AvHubertConfig.tiny(4), Modality.VIDEO, Tokenizer.words(TestClips.LIP_WORDS), List.of()));
            network.initialize(manager, 2);
            LipReaderCheckpoint.of(network).save(file);
            ReadingJudge judge = new ReadingJudge(file, manager);
            DrawnClip own = DrawnClip.real(store, entry, clip);
            String read = new LipReader(network, new BeamSearch(20, 200, 1), manager)
                    .read(ReadingJudge.drawn(own))
                    .text();
            WordErrors expected = WordErrors.of(entry.transcript(), read);
            assertArrayEquals(
                    new double[] {expected.wordErrorRate(), expected.characterErrorRate()}, judge.judge(own), 1e-12);
            DrawnClip other = new DrawnClip(store, entry, clip, clip.sound(), false, 0, clip.crops());
            assertTrue(Double.isNaN(judge.judge(other)[0]));
        }
    }
}
