package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.viseme.loss.Adversarial;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.torch.MemoryFormat;
import org.viseme.torch.TorchOps;

/**
 * A discriminator beside a generator: what each of the two learns from the other. It answers with probabilities of being
 * real, once or several times, such as for several sizes of a picture; all of its answers count the same.
 */
final class Adversary {
    private Adversary() {}

    /**
     * The discriminator that a recipe asks for; empty where its weight is 0.
     *
     * @param discriminator builds it
     * @param how the generator's settings
     */
    static <N extends Layer> Optional<Learner<N>> of(
            AdversarialTerm term, Supplier<N> discriminator, Optimization how, MemoryFormat format, NDManager manager) {
        if (term.adversarialWeight() == 0) {
            return Optional.empty();
        }
        N looking = discriminator.get();
        looking.initialize(manager, how.seed() + 1);
        Optimization faster = how.timesRate(term.discriminatorRate());
        return Optional.of(new Learner<>("discriminator", looking, faster, false, format, manager));
    }

    /** The generator's loss: how far the discriminator is from taking its pictures for real. */
    static NDArray term(Layer looking, NDArray drawn, Pass pass) {
        looking.setTrainable(false);
        NDArray term = towards(looking, drawn, true, pass);
        looking.setTrainable(true);
        return term;
    }

    /** What the discriminator takes for what it is not. */
    static NDArray mistakes(Layer looking, NDArray real, NDArray drawn, Pass pass) {
        return towards(looking, real, true, pass).add(towards(looking, drawn.stopGradient(), false, pass));
    }

    private static NDArray towards(Layer looking, NDArray faces, boolean real, Pass pass) {
        List<NDArray> errors = new ArrayList<>();
        for (NDArray probabilities : looking.forward(new NDList(faces), pass)) {
            errors.add(Adversarial.towards(probabilities, real));
        }
        return TorchOps.weightedSum(errors, Collections.nCopies(errors.size(), 1.0 / errors.size()));
    }
}
