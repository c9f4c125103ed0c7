package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.data.ClipEntry;
import org.viseme.data.ClipStore;
import org.viseme.data.Split;
import org.viseme.data.TestClips;
import org.viseme.data.Utterance;
import org.viseme.data.UtteranceBatch;
import org.viseme.decode.BeamSearch;
import org.viseme.lipreading.ClipArrays;
import org.viseme.lipreading.LipReaderConfig;
import org.viseme.lipreading.LipReadingNetwork;
import org.viseme.lipreading.Modality;
import org.viseme.nn.DropoutRates;
import org.viseme.nn.Pass;
import org.viseme.text.Tokenizer;
import org.viseme.text.Vocabulary;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

class LipReadingReportTest {
    @TempDir
    Path folder;

    /** Of the held-out clips, every fourth one, the first says nothing, and the others one and three words. */
    @Test
    void theLossIsOfATokenAndClipsWithoutWordsHaveNone() {
        Torch.setThreads(1);
        ClipStore store = TestClips.lipStore(folder.resolve("store"), 1, 2, 1, 0, 2, 1, 2, 1, 1, 2, 2, 3);
        List<String> texts =
                store.clips(Split.TRAIN).stream().map(ClipEntry::transcript).toList();
        Tokenizer tokenizer = Tokenizer.words(texts);
        try (GradientScope off = GradientScope.off();
                NDManager manager = Torch.newManager(Device.cpu())) {
            LipReadingNetwork network = new LipReadingNetwork(LipReaderConfig.of(
                    LipReadingTrainingTest.network(DropoutRates.NONE), Modality.VIDEO, tokenizer, List.of()));
            network.initialize(manager, 3);
            double sum = 0;
            for (String id : List.of("c7", "c11")) {
                Utterance clip = Utterance.read(store, store.clip(id));
                int[] said = tokenizer.encode(clip.info().transcript());
                int[] given = new int[said.length + 1];
                given[0] = Vocabulary.END;
                System.arraycopy(said, 0, given, 1, said.length);
                NDArray logits = network.reader()
                        .logits(
                                manager.create(given)
                                        .toType(DataType.INT64, false)
                                        .expandDims(0),
                                network.reader()
                                        .context(
                                                ClipArrays.of(
                                                        UtteranceBatch.whole(List.of(clip)), Modality.VIDEO, manager),
                                                Pass.INFERENCE),
                                Pass.INFERENCE);
                float[] rows = logits.logSoftmax(-1).toFloatArray();
                int width = rows.length / given.length;
                for (int i = 0; i < given.length; i++) {
                    sum -= rows[i * width + (i < said.length ? said[i] : Vocabulary.END)];
                }
            }
            LipReadingReport report =
                    LipReadingReport.of(network, new BeamSearch(2, 4, 1), store, Split.VAL, 0, texts, manager);
            assertEquals(sum / (2 + 4), report.loss(), 1e-4);
        }
    }
}
