package org.viseme.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.viseme.nn.Convolution.Geometry;
import org.viseme.torch.Torch;

class ReceptiveFieldTest {
    private static final int CHANNELS = 8;
    private static final int SIZE = 12;

    private final NDManager manager = Torch.newManager(Device.cpu());

    @AfterEach
    void close() {
        manager.close();
    }

    private double[][] field(Layer layer) {
        layer.initialize(manager, 1);
        double[][] field = ReceptiveField.of(layer, CHANNELS, SIZE, 2, manager);
        assertEquals(
                1, Arrays.stream(field).flatMapToDouble(Arrays::stream).max().orElseThrow());
        return field;
    }

    @Test
    void convolutionsSeeTheirNeighbourhoodAndNothingElse() {
        for (int layers = 1; layers <= 2; layers++) {
            ConvBlock[] blocks = new ConvBlock[layers];
            Arrays.setAll(blocks, i -> ConvBlock.of(Geometry.of(CHANNELS, CHANNELS, 3, 1, 1)));
            double[][] field = field(new Stack(blocks));
            for (int row = 0; row < SIZE; row++) {
                for (int column = 0; column < SIZE; column++) {
                    int away = Math.max(Math.abs(row - SIZE / 2), Math.abs(column - SIZE / 2));
                    assertEquals(away <= layers, field[row][column] > 0, layers + ": " + row + ", " + column);
                }
            }
        }
    }

    @Test
    void aFourierConvolutionSeesEverything() {
        double[][] field = field(new FastFourierConvolution(CHANNELS, CHANNELS, 0.75));
        assertTrue(Arrays.stream(field).flatMapToDouble(Arrays::stream).min().orElseThrow() > 0);
    }
}
