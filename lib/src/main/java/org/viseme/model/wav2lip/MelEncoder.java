package org.viseme.model.wav2lip;

import static org.viseme.model.wav2lip.FaceBlocks.conv;
import static org.viseme.model.wav2lip.FaceBlocks.same;

import java.util.ArrayList;
import java.util.List;
import org.viseme.model.wav2lip.Wav2LipConfig.Depth;
import org.viseme.nn.ConvBlock;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.nn.Stack;
import org.viseme.nn.Window;

/** What hears 0.2 s of speech, from a mel window. Generators name it {@code audio_encoder}. */
public final class MelEncoder {
    private MelEncoder() {}

    /**
     * From mel windows (batch, 1, 80, 16), scaled to -4..4, to one vector each, (batch, 32 * channels, 1, 1); in a shallow
     * network to (batch, 16 * channels, 6, 6).
     */
    public static Stack of(Wav2LipConfig config) {
        int c = config.channels();
        List<ConvBlock> listening = new ArrayList<>(List.of( // 80x16
                conv(1, 2 * c, 3, 1, 1),
                same(2 * c),
                same(2 * c),
                conv(2 * c, 4 * c, 3, 3, 1, 1), // 27x16
                same(4 * c),
                same(4 * c),
                conv(4 * c, 8 * c, 3, 3, 3, 1), // 9x6
                same(8 * c),
                same(8 * c)));
        listening.addAll(
                config.depth() == Depth.DEEP
                        ? List.of(
                                conv(8 * c, 16 * c, 3, 3, 2, 1), // 3x3
                                same(16 * c),
                                conv(16 * c, 32 * c, 3, 1, 0), // 1
                                conv(32 * c, 32 * c, 1, 1, 0))
                        : List.of(
                                ConvBlock.of(Geometry.of(
                                        8 * c, 16 * c, Window.of(4, 3).padding(0, 1))), // 6x6
                                same(16 * c)));
        return new Stack(listening);
    }
}
