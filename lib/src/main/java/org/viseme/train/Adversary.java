package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import org.viseme.loss.Adversarial;
import org.viseme.model.wav2lip.QualityDiscriminator;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.Pass;
import org.viseme.torch.MemoryFormat;

/** A quality discriminator beside a generator: what each of the two learns from the other. */
final class Adversary {
    private Adversary() {}

    /**
     * The discriminator that a recipe asks for; empty where its weight is 0.
     *
     * @param config the generator's
     * @param how the generator's settings
     */
    static Optional<Learner<QualityDiscriminator>> of(
            AdversarialTerm term, Wav2LipConfig config, Optimization how, MemoryFormat format, NDManager manager) {
        if (term.adversarialWeight() == 0) {
            return Optional.empty();
        }
        QualityDiscriminator looking = new QualityDiscriminator(config);
        looking.initialize(manager, how.seed() + 1);
        Optimization faster = how.timesRate(term.discriminatorRate());
        return Optional.of(new Learner<>("discriminator", looking, faster, false, format, manager));
    }

    /** The generator's loss: how far the discriminator is from taking its pictures for real. */
    static NDArray term(QualityDiscriminator looking, NDArray drawn, Pass pass) {
        looking.setTrainable(false);
        NDArray term = Adversarial.towards(probability(looking, drawn, pass), true);
        looking.setTrainable(true);
        return term;
    }

    /** What the discriminator takes for what it is not. */
    static NDArray mistakes(QualityDiscriminator looking, NDArray real, NDArray drawn, Pass pass) {
        return Adversarial.towards(probability(looking, real, pass), true)
                .add(Adversarial.towards(probability(looking, drawn.stopGradient(), pass), false));
    }

    private static NDArray probability(QualityDiscriminator looking, NDArray faces, Pass pass) {
        return looking.forward(new NDList(faces), pass).singletonOrThrow();
    }
}
