package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.atomic.LongAdder;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.wav2lip.QualityDiscriminator;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;

/** Counts the floating-point operations of a training step. */
final class StepOperations {
    private StepOperations() {}

    /**
     * Floating-point operations a step: twice the multiply-adds of convolutions and products; what lies between them is not
     * counted. A network that learns takes three times its forward pass, one that only passes gradients on takes twice, and
     * what is heard by the expert once.
     */
    static double of(Wav2LipStep step, LipSampling sampling, NDManager manager) {
        NDArray mel = manager.zeros(new Shape(1, 1, Wav2LipConfig.MEL_BANDS, Wav2LipConfig.MEL_COLUMNS));
        NDArray face = manager.zeros(new Shape(1, 3, Wav2LipConfig.FACE_SIZE, Wav2LipConfig.FACE_SIZE));
        double image = 3.0 * multiplyAdds(step.generator().network(), mel, face.concat(face, 1));
        if (step.discriminator().isPresent()) {
            QualityDiscriminator looking = step.discriminator().orElseThrow().network();
            image += (2 + 3 + 3) * (double) multiplyAdds(looking, face.expandDims(2));
        }
        double window = 0;
        if (step.expert().isPresent()) {
            SyncExpert expert = step.expert().orElseThrow();
            LongAdder heard = new LongAdder();
            LongAdder seen = new LongAdder();
            try (GradientScope off = GradientScope.off()) {
                expert.speech(mel, Pass.INFERENCE.counting(heard::add));
                expert.lips(face.expandDims(2).repeat(2, sampling.frames()), Pass.INFERENCE.counting(seen::add));
            }
            window = heard.sum() + 2.0 * seen.sum();
        }
        return 2 * sampling.batch() * (sampling.frames() * image + window);
    }

    /** Multiply-adds of a forward pass. */
    static long multiplyAdds(Layer network, NDArray... inputs) {
        LongAdder sum = new LongAdder();
        try (GradientScope off = GradientScope.off()) {
            network.forward(new NDList(inputs), Pass.INFERENCE.counting(sum::add))
                    .close();
        }
        return sum.sum();
    }
}
