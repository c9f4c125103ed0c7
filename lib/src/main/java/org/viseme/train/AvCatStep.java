package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.viseme.data.LipBatch;
import org.viseme.loss.Perceptual;
import org.viseme.loss.Synchrony;
import org.viseme.model.avcat.AvCat;
import org.viseme.model.avcat.PatchDiscriminator;
import org.viseme.model.perceptual.Backbone;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.nn.Pass;
import org.viseme.nn.Sequences;
import org.viseme.torch.GradientScope;
import org.viseme.torch.MemoryFormat;
import org.viseme.torch.NativeScope;
import org.viseme.torch.RunningMean;
import org.viseme.torch.TorchOps;

/**
 * The networks of an AV-CAT training, and what happens to them in one step: {@link #learn} for each batch, then {@link
 * #step}.
 */
final class AvCatStep implements AutoCloseable {
    private final AvCatRecipe recipe;
    private final NDManager manager;
    private final Learner<AvCat> generator;
    private final Optional<Learner<PatchDiscriminator>> discriminator;
    private final Backbone seeing;
    private final Optional<SyncExpert> expert;
    private final RunningMean means;
    private final Pass pass;

    /**
     * @param seeing the network of the perceptual loss, frozen
     * @param expert frozen; needed where the recipe has a weight for it
     * @param manager owns the networks, and what is made beside them until this is closed
     */
    AvCatStep(AvCatRecipe recipe, Backbone seeing, Optional<SyncExpert> expert, NDManager manager) {
        this.recipe = recipe;
        this.manager = manager;
        this.seeing = seeing;
        this.expert = expert;
        Optimization how = recipe.optimization();
        MemoryFormat format = how.memoryFormat(manager.getDevice());
        pass = Pass.TRAINING.withPrecision(how.precision());
        AvCat drawing = new AvCat(recipe.network());
        drawing.initialize(manager, how.seed());
        generator = new Learner<>("generator", drawing, how, true, format, manager);
        seeing.setMemoryFormat(format);
        expert.ifPresent(network -> network.setMemoryFormat(format));
        discriminator = Adversary.of(
                recipe.adversary(),
                () -> new PatchDiscriminator(recipe.patchChannels(), recipe.patchScales()),
                how,
                format,
                manager);
        means = new RunningMean(manager);
    }

    Learner<AvCat> generator() {
        return generator;
    }

    /** Losses and norms of gradients. */
    RunningMean means() {
        return means;
    }

    Map<String, Map<String, NDArray>> parts() {
        Map<String, Map<String, NDArray>> parts = new LinkedHashMap<>(generator.parts());
        discriminator.ifPresent(learner -> parts.putAll(learner.parts()));
        return parts;
    }

    /**
     * The gradients of one batch; everything made on the way is freed at its end.
     *
     * @param step counted from 0
     */
    void learn(LipBatch batch, long step) {
        double share = 1.0 / recipe.optimization().accumulate();
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope gradients = GradientScope.record()) {
            LipArrays arrays = LipArrays.of(batch, scope.manager());
            NDArray drawn = draw(generator.network(), arrays, pass);
            Map<String, NDArray> terms = terms(arrays, drawn, step);
            NDArray loss = loss(terms);
            means.add("loss", loss);
            terms.forEach(means::add);
            gradients.backward(TorchOps.scale(loss, share));
            discriminator.ifPresent(learner -> {
                NDArray mistakes = Adversary.mistakes(learner.network(), frames(arrays.target()), frames(drawn), pass);
                means.add("discriminator", mistakes);
                gradients.backward(TorchOps.scale(mistakes, share));
            });
        }
    }

    /** One update from the gradients that are there. */
    void step(long step) {
        generator.step(step, means);
        discriminator.ifPresent(learner -> learner.step(step, means));
    }

    /** Faces as a batch has them, blue first; an AV-CAT reads and draws them red first. */
    static NDArray draw(AvCat network, LipArrays arrays, Pass pass) {
        NDList inputs = new NDList(
                arrays.mel(), arrays.target().flip(1), arrays.reference().flip(1));
        return network.forward(inputs, pass).singletonOrThrow().flip(1);
    }

    /** {@code perceptual}, and as far as they have a say {@code sync} and {@code adversarial}. */
    Map<String, NDArray> terms(LipArrays arrays, NDArray drawn, long step) {
        Map<String, NDArray> terms = new LinkedHashMap<>();
        terms.put("perceptual", Perceptual.maps(seeing, frames(drawn), frames(arrays.target()), pass));
        if (recipe.syncWeight() > 0) {
            SyncExpert judge = expert.orElseThrow();
            Pass frozen = Pass.INFERENCE.withPrecision(pass.precision());
            terms.put("sync", Synchrony.inSync(judge, arrays.windowMel(), drawn, frozen));
        }
        discriminator.filter(learner -> step >= recipe.adversary().headStart()).ifPresent(learner -> {
            terms.put("adversarial", Adversary.term(learner.network(), frames(drawn), pass));
        });
        return terms;
    }

    /** Equation 10. */
    private NDArray loss(Map<String, NDArray> terms) {
        Map<String, Double> weights = Map.of(
                "perceptual", recipe.perceptualWeight(),
                "sync", recipe.syncWeight(),
                "adversarial", recipe.adversary().adversarialWeight());
        return TorchOps.weightedSum(
                List.copyOf(terms.values()),
                terms.keySet().stream().map(weights::get).toList());
    }

    /** Single frames, red first. */
    private static NDArray frames(NDArray faces) {
        NDArray single = faces.getShape().dimension() == 5 ? Sequences.flatten(faces, 2) : faces;
        return single.flip(1);
    }

    @Override
    public void close() {
        generator.close();
        discriminator.ifPresent(Learner::close);
        means.close();
    }
}
