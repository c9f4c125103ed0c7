package org.viseme.parity;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.LongBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.viseme.loss.InfoNce;
import org.viseme.model.talklip.ContrastiveProjection;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

/** TalkLip's contrastive loss. */
final class ContrastParity {
    private ContrastParity() {}

    /** The projection under its published name. */
    private static final class SyncNet extends Layer {
        private final ContrastiveProjection projection;

        SyncNet(int width) {
            projection = add("sync_net", new ContrastiveProjection(width, width));
        }

        @Override
        public NDList forward(NDList inputs, Pass pass) {
            return projection.forward(inputs, pass);
        }
    }

    static List<Comparison> contrast(Fixture fixture) {
        try (NDManager manager = Torch.newManager(Device.cpu());
                GradientScope off = GradientScope.off()) {
            NDArray seen = Wav2LipParity.input(fixture, "video_embedding", manager);
            NDArray heard = Wav2LipParity.input(fixture, "audio_embedding", manager);
            int width = (int) heard.getShape().get(1);
            SyncNet network = new SyncNet(width);
            Wav2LipParity.fill(network, fixture, manager);
            NDArray anchors = network.forward(new NDList(heard), Pass.INFERENCE).singletonOrThrow();
            long[] drawn = negatives(fixture);
            int rows = (int) heard.getShape().get(0);
            NDArray negatives =
                    Torch.create(manager, LongBuffer.wrap(drawn), new Shape(rows, drawn.length / rows), DataType.INT64);
            double temperature = fixture.manifest().path("temperature").asDouble();
            float[] numbers = new float[drawn.length];
            for (int i = 0; i < drawn.length; i++) {
                numbers[i] = drawn[i];
            }
            return List.of(
                    fixture.compare("negatives", numbers),
                    fixture.compare("audio_normalised_s8", taken(anchors.toFloatArray(), 8)),
                    fixture.compare(
                            "positive_similarity",
                            anchors.mul(TorchOps.unit(seen)).sum(new int[] {1}).toFloatArray()),
                    fixture.compare("loss", new float[] {
                        InfoNce.of(anchors, seen, negatives, temperature).getFloat()
                    }));
        }
    }

    /** Of the rule's values for the other rows, the places of the smaller half in their order. */
    private static long[] negatives(Fixture fixture) {
        float[] values = fixture.input("negatives");
        int rows = (int) fixture.inputShape("negatives")[0];
        int others = rows - 1;
        return IntStream.range(0, rows)
                .boxed()
                .flatMapToLong(row -> IntStream.range(0, others)
                        .boxed()
                        .sorted(Comparator.comparingDouble(other -> values[row * others + other]))
                        .limit(rows / 2)
                        .mapToLong(other -> other >= row ? other + 1 : other))
                .toArray();
    }

    private static float[] taken(float[] values, int step) {
        float[] taken = new float[values.length / step];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = values[i * step];
        }
        return taken;
    }
}
