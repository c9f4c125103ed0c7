package org.viseme.model.conformer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.VisemeException;
import org.viseme.nn.DropoutRates;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.nn.TransformerConfig;
import org.viseme.nn.TransformerConfig.Activation;
import org.viseme.nn.TransformerDecoderConfig;
import org.viseme.torch.Torch;

class ConformerReaderTest {
    private static final int SIZE = 88;

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private ConformerReader reader(double ctcWeight) {
        TransformerConfig layers = new TransformerConfig(1, 8, 12, 2, Activation.RELU, DropoutRates.NONE);
        ConformerReader network = new ConformerReader(new ConformerConfig(
                2,
                layers,
                3,
                new TransformerDecoderConfig(4, ConformerConfig.BLANK, 8, layers, false, true),
                ctcWeight));
        network.initialize(manager, 5);
        return network;
    }

    private NDArray video(int frames) {
        FloatBuffer values = FloatBuffer.allocate(frames * SIZE * SIZE);
        for (int i = 0; values.hasRemaining(); i++) {
            values.put((float) Math.sin(0.37 * i));
        }
        return Torch.create(manager, values.flip(), new Shape(1, 1, frames, SIZE, SIZE), DataType.FLOAT32);
    }

    private static double[][] logProbabilities(NDArray logits) {
        float[] values = logits.logSoftmax(-1).toFloatArray();
        int width = (int) logits.getShape().get(2);
        double[][] rows = new double[values.length / width][width];
        for (int i = 0; i < values.length; i++) {
            rows[i / width][i % width] = values[i];
        }
        return rows;
    }

    @Test
    void namesAreThePublishedOnes() {
        List<String> names = List.copyOf(
                new ConformerReader(ConformerConfig.paper()).stateShapes().keySet());
        assertTrue(names.containsAll(List.of(
                "frontend.frontend3D.0.weight",
                "frontend.trunk.layer4.1.bn2.running_var",
                "proj_encoder.weight",
                "encoder.encoders.11.self_attn.pos_bias_u",
                "encoder.encoders.0.conv_module.pointwise_cov1.weight",
                "encoder.encoders.0.norm_ff_macaron.weight",
                "encoder.after_norm.bias",
                "decoder.embed.0.weight",
                "decoder.decoders.5.src_attn.linear_k.weight",
                "decoder.output_layer.bias",
                "ctc.ctc_lo.weight")));
        long weights = new ConformerReader(ConformerConfig.paper()).weightCount();
        assertTrue(weights > 245_000_000 && weights < 255_000_000, "" + weights);
    }

    @Test
    void theScoreIsTheSumOverAllThatBothHeadsSay() {
        NDArray video = video(3);
        long[] said = {2, 1};
        ConformerReader decoding = reader(0);
        SequenceBatch context = decoding.context(video, Optional.empty(), Pass.INFERENCE);
        assertEquals(new Shape(1, 3, 8), context.values().getShape());
        double[][] next = logProbabilities(decoding.logits(
                Torch.create(manager, LongBuffer.wrap(new long[] {3, 2, 1}), new Shape(1, 3), DataType.INT64),
                context,
                Pass.INFERENCE));
        double decoded = next[0][2] + next[1][1] + next[2][3];
        assertEquals(decoded, decoding.score(said, context), 1e-4);

        // All ways to say "2 1" in three frames: with a blank somewhere, or one of them twice.
        double[][] frame = logProbabilities(decoding.frameLogits(context, Pass.INFERENCE));
        double probability = 0;
        for (int[] way : new int[][] {{0, 2, 1}, {2, 0, 1}, {2, 1, 0}, {2, 2, 1}, {2, 1, 1}}) {
            probability += Math.exp(frame[0][way[0]] + frame[1][way[1]] + frame[2][way[2]]);
        }
        assertEquals(Math.log(probability), reader(1).score(said, context), 1e-4);
        assertEquals(0.7 * decoded + 0.3 * Math.log(probability), reader(0.3).score(said, context), 1e-4);
        assertEquals(Double.NEGATIVE_INFINITY, reader(1).score(new long[] {1, 2, 1, 2}, context));
    }

    @Test
    void aTinyReaderReadsAClip() {
        ConformerReader network = new ConformerReader(ConformerConfig.tiny(30));
        network.initialize(manager, 1);
        SequenceBatch context = network.context(video(4), Optional.empty(), Pass.INFERENCE);
        assertEquals(
                new Shape(1, 4, 30),
                network.frameLogits(context, Pass.INFERENCE).getShape());
        NDArray twice =
                network.context(video(4), Optional.empty(), Pass.INFERENCE).values();
        assertArrayEquals(context.values().toFloatArray(), twice.toFloatArray());
        assertThrows(
                VisemeException.class,
                () -> new ConformerConfig(
                        1,
                        ConformerConfig.tiny(30).encoder(),
                        4,
                        ConformerConfig.tiny(30).decoder(),
                        0.1));
    }
}
