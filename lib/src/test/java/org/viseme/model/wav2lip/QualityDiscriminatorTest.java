package org.viseme.model.wav2lip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

class QualityDiscriminatorTest {
    /** With PyTorch's own first weights, which lose 2.4 times a layer, answers lie within 1e-4 of each other. */
    @Test
    void differentPicturesGetDifferentAnswersFromTheBeginning() {
        try (NDManager manager = Torch.newManager(Device.cpu());
                GradientScope off = GradientScope.off()) {
            QualityDiscriminator discriminator = new QualityDiscriminator(new Wav2LipConfig(4));
            discriminator.initialize(manager, 1);
            Shape picture = new Shape(4, 3, 1, 96, 96);
            NDArray faces = manager.zeros(picture).concat(manager.ones(picture), 0);
            float[] answers = discriminator
                    .forward(new NDList(faces), Pass.INFERENCE)
                    .singletonOrThrow()
                    .toFloatArray();
            assertEquals(8, answers.length);
            assertEquals(answers[0], answers[3], 1e-6);
            assertTrue(Math.abs(answers[0] - answers[4]) > 0.01, answers[0] + " and " + answers[4]);
        }
    }
}
