package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.viseme.data.EvaluationSet;
import org.viseme.data.LipBatch;
import org.viseme.loss.Perceptual;
import org.viseme.loss.Synchrony;
import org.viseme.model.perceptual.FeatureDistance;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.wav2lip.QualityDiscriminator;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.MemoryFormat;
import org.viseme.torch.NativeScope;
import org.viseme.torch.RunningMean;
import org.viseme.torch.TorchOps;

/**
 * The networks of a Wav2Lip training, and what happens to them in one step: {@link #learn} for each batch, then {@link
 * #step}. Neither waits for the device; {@link RunningMean#take} and {@link Learner#skipped} do.
 */
final class Wav2LipStep implements AutoCloseable {
    private final Wav2LipRecipe recipe;
    private final NDManager manager;
    private final Learner<Wav2Lip> generator;
    private final Optional<Learner<QualityDiscriminator>> discriminator;
    private final Optional<SyncExpert> expert;
    private final MemoryFormat format;
    private final RegionWeights regions;
    private final RunningMean means;
    private final Pass pass;
    private Optional<FeatureDistance> perceptual = Optional.empty();

    /**
     * @param drawing the generator, initialized
     * @param expert frozen; needed as soon as a batch is learnt that listens
     * @param format of all networks' weights
     * @param manager owns the networks, and what is made beside them until this is closed
     */
    Wav2LipStep(
            Wav2LipRecipe recipe,
            Wav2Lip drawing,
            Optional<SyncExpert> expert,
            MemoryFormat format,
            NDManager manager) {
        Optimization how = recipe.optimization();
        this.recipe = recipe;
        this.manager = manager;
        this.expert = expert;
        this.format = format;
        this.regions = new RegionWeights(recipe.upperWeight(), recipe.mouthWeight());
        this.pass = Pass.TRAINING.withPrecision(how.precision());
        expert.ifPresent(network -> network.setMemoryFormat(format));
        generator = new Learner<>("generator", drawing, how, true, format, manager);
        discriminator = Adversary.of(
                recipe.adversary(), () -> new QualityDiscriminator(recipe.network()), how, format, manager);
        means = new RunningMean(manager);
    }

    /** With the network of the perceptual distance, frozen; needed where the recipe has a weight for it. */
    Wav2LipStep withPerceptual(Optional<FeatureDistance> network) {
        perceptual = network;
        network.ifPresent(seeing -> seeing.setMemoryFormat(format));
        return this;
    }

    Learner<Wav2Lip> generator() {
        return generator;
    }

    Optional<Learner<QualityDiscriminator>> discriminator() {
        return discriminator;
    }

    Optional<SyncExpert> expert() {
        return expert;
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
     * @param listen whether the sync expert has a say
     */
    void learn(LipBatch batch, long step, boolean listen) {
        double share = 1.0 / recipe.optimization().accumulate();
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope gradients = GradientScope.record()) {
            LipArrays arrays = LipArrays.of(batch, scope.manager());
            NDArray drawn = draw(arrays);
            Map<String, NDArray> terms = terms(arrays, drawn, step, listen);
            NDArray loss = loss(terms);
            means.add("loss", loss);
            terms.forEach(means::add);
            gradients.backward(TorchOps.scale(loss, share));
            discriminator.ifPresent(learner -> {
                NDArray mistakes = mistakes(learner.network(), arrays.target(), drawn);
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

    NDArray draw(LipArrays arrays) {
        return generator
                .network()
                .forward(new NDList(arrays.mel(), arrays.faces()), pass)
                .singletonOrThrow();
    }

    /**
     * What is wrong with a drawing: {@code l1}, and as far as they have a say {@code sync}, {@code adversarial} and
     * {@code perceptual}.
     */
    Map<String, NDArray> terms(LipArrays arrays, NDArray drawn, long step, boolean listen) {
        Map<String, NDArray> terms = new LinkedHashMap<>();
        terms.put("l1", regions.loss(drawn, arrays.target()));
        if (listen && recipe.expert().syncWeight() > 0) {
            terms.put("sync", syncLoss(expert.orElseThrow(), arrays.windowMel(), drawn));
        }
        discriminator.filter(learner -> step >= recipe.adversary().headStart()).ifPresent(learner -> {
            terms.put("adversarial", Adversary.term(learner.network(), drawn, pass));
        });
        if (recipe.perceptualWeight() > 0) {
            terms.put("perceptual", Perceptual.distance(perceptual.orElseThrow(), drawn, arrays.target(), pass));
        }
        return terms;
    }

    /** (1 - a - b) L1 + a sync + b adversarial, or b LPIPS or the like, each with its own b. */
    NDArray loss(Map<String, NDArray> terms) {
        double a = terms.containsKey("sync") ? recipe.expert().syncWeight() : 0;
        double adversarial =
                terms.containsKey("adversarial") ? recipe.adversary().adversarialWeight() : 0;
        double perception = recipe.perceptualWeight();
        Map<String, Double> weights = Map.of(
                "l1", 1 - a - adversarial - perception,
                "sync", a,
                "adversarial", adversarial,
                "perceptual", perception);
        return TorchOps.weightedSum(
                List.copyOf(terms.values()),
                terms.keySet().stream().map(weights::get).toList());
    }

    /** What the discriminator takes for what it is not. */
    NDArray mistakes(QualityDiscriminator looking, NDArray real, NDArray drawn) {
        return Adversary.mistakes(looking, real, drawn, pass);
    }

    /**
     * How far the frozen expert is from taking what was drawn for what was said. It runs in evaluation mode, unless the
     * recipe wants otherwise: its statistics stay, its weights get no gradient, and the gradient goes through it to the
     * picture.
     *
     * @param mel (batch, 1, 80, 16)
     * @param drawn (batch, 3, 5, 96, 96)
     * @return a scalar
     */
    private NDArray syncLoss(SyncExpert judge, NDArray mel, NDArray drawn) {
        Pass frozen = recipe.expert().batchStatistics() ? pass : Pass.INFERENCE.withPrecision(pass.precision());
        return Synchrony.inSync(judge, mel, drawn, frozen);
    }

    HeldOutReport measure(EvaluationSet heldOut) {
        return HeldOutReport.of(generator.network(), heldOut, expert, manager);
    }

    @Override
    public void close() {
        generator.close();
        discriminator.ifPresent(Learner::close);
        means.close();
    }
}
