package org.viseme.lipreading;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.viseme.model.avhubert.AvHubert;
import org.viseme.model.avhubert.AvHubertConfig;
import org.viseme.nn.SequenceBatch;
import org.viseme.torch.GradientScope;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;

class DecoderTokensTest {
    @Test
    void aSearchKeepsTheMemoryOfItsLastStepAlone() {
        Torch.setThreads(1);
        try (GradientScope off = GradientScope.off();
                NDManager manager = Torch.newManager(Device.cpu())) {
            AvHubert reader = new AvHubert(AvHubertConfig.tiny(9).withoutDropout());
            reader.initialize(manager, 3);
            try (NativeScope clip = NativeScope.under(manager)) {
                NDArray context = clip.manager().ones(new Shape(1, 5, 160));
                DecoderTokens search = new DecoderTokens(reader.decoder(), new SequenceBatch(context), clip.manager());
                int before = NativeScope.liveArrays(manager);
                search.next(new int[] {2}, new int[] {0});
                assertEquals(before, NativeScope.liveArrays(manager));
                for (int length = 1; length < 5; length++) {
                    search.next(new int[] {4, 5, 6}, new int[] {0, 0, 0});
                    assertEquals(before, NativeScope.liveArrays(manager), "after " + length + " tokens");
                }
            }
        }
    }
}
