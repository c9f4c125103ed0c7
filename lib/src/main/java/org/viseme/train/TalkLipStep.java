package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.viseme.data.ClipInfo;
import org.viseme.data.HybridBatch;
import org.viseme.data.Utterance;
import org.viseme.data.UtteranceBatch;
import org.viseme.lipreading.HybridVideo;
import org.viseme.loss.InfoNce;
import org.viseme.model.talklip.TalkLip;
import org.viseme.model.talklip.TalkLipConfig;
import org.viseme.model.wav2lip.QualityDiscriminator;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.torch.GradientScope;
import org.viseme.torch.MemoryFormat;
import org.viseme.torch.NativeScope;
import org.viseme.torch.RunningMean;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;
import org.viseme.train.TalkLipStages.Stage;

/** The networks of a TalkLip training, and what happens to them in one step: {@link #learn} for each batch, then {@link #step}. */
final class TalkLipStep implements AutoCloseable {
    private final TalkLipRecipe recipe;
    private final NDManager manager;
    private final Learner<TalkLip> generator;
    private final Optional<Learner<QualityDiscriminator>> discriminator;
    private final Optional<ReadingExpert> expert;
    private final RegionWeights regions;
    private final RunningMean means;
    private final Pass pass;

    /**
     * @param drawing the generator, initialized
     * @param expert needed as soon as the generator learns to be read
     * @param manager owns the networks, and what is made beside them until this is closed
     */
    TalkLipStep(TalkLipRecipe recipe, TalkLip drawing, Optional<ReadingExpert> expert, NDManager manager) {
        Optimization how = recipe.optimization();
        MemoryFormat format = how.memoryFormat(manager.getDevice());
        this.recipe = recipe;
        this.manager = manager;
        this.expert = expert;
        this.regions = new RegionWeights(recipe.upperWeight(), recipe.mouthWeight());
        this.pass = Pass.TRAINING.withPrecision(how.precision());
        expert.ifPresent(network -> network.setMemoryFormat(format));
        // what listens is frozen for a while, and the projection is idle without the contrastive loss
        generator = Learner.ofParts("generator", drawing, how, manager);
        discriminator = Adversary.of(
                recipe.adversary(),
                () -> new QualityDiscriminator(recipe.network().face()),
                how,
                format,
                manager);
        means = new RunningMean(manager);
    }

    Learner<TalkLip> generator() {
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
    void learn(HybridBatch batch, long step, Stage stage) {
        long seed = recipe.optimization().seedOf(batch.utterances().step());
        Torch.setSeed(seed);
        double share = 1.0 / recipe.optimization().accumulate();
        try (NativeScope scope = NativeScope.under(manager);
                GradientScope gradients = GradientScope.record()) {
            LipArrays arrays = LipArrays.of(batch, scope.manager());
            NDArray heard = hear(generator.network(), batch, arrays, pass);
            NDArray drawn = generator.network().draw(heard, arrays.faces(), pass);
            Map<String, NDArray> terms = new LinkedHashMap<>();
            terms.put("l1", regions.loss(drawn, arrays.target()));
            discriminator
                    .filter(learner -> step >= recipe.adversary().headStart())
                    .ifPresent(learner -> terms.put("adversarial", Adversary.term(learner.network(), drawn, pass)));
            if (stage == Stage.READING && recipe.reading().asks()) {
                read(batch, heard, drawn, seed, terms);
            }
            NDArray loss = loss(terms);
            means.add("loss", loss);
            terms.forEach(means::add);
            gradients.backward(TorchOps.scale(loss, share));
            discriminator.ifPresent(learner -> {
                NDArray mistakes = Adversary.mistakes(learner.network(), arrays.target(), drawn, pass);
                means.add("discriminator", mistakes);
                gradients.backward(TorchOps.scale(mistakes, share));
            });
        }
    }

    /** The embedding of the speech of each frame to draw, (frames, width). */
    static NDArray hear(TalkLip network, HybridBatch batch, LipArrays arrays, Pass pass) {
        if (network.config().hearing() == TalkLipConfig.Hearing.LOCAL) {
            return network.hear(arrays.mel(), pass);
        }
        UtteranceBatch clips = batch.utterances();
        NDManager scope = arrays.mel().getManager();
        Shape shape = new Shape(clips.size(), clips.frames(), Utterance.SOUND_WIDTH);
        NDArray sound = Torch.send(scope, FloatBuffer.wrap(clips.sound()), shape, DataType.FLOAT32);
        return network.hear(new SequenceBatch(sound, SequenceBatch.padding(scope, clips.lengths())), pass)
                .positions(HybridVideo.frames(batch, scope));
    }

    /** What the expert makes of the real clips with the drawn frames in them. */
    private void read(HybridBatch batch, NDArray heard, NDArray drawn, long seed, Map<String, NDArray> terms) {
        NDManager scope = drawn.getManager();
        ReadingTerm wanted = recipe.reading();
        ReadingExpert judge = expert.orElseThrow();
        SequenceBatch context = judge.context(HybridVideo.of(batch, drawn, scope));
        List<String> said =
                batch.utterances().infos().stream().map(ClipInfo::transcript).toList();
        if (wanted.lipWeight() > 0 && said.stream().anyMatch(text -> !text.isBlank())) {
            terms.put("lip", judge.loss(context, said));
        }
        if (wanted.contrastWeight() > 0) {
            NDArray anchors = generator
                    .network()
                    .projection()
                    .orElseThrow()
                    .forward(new NDList(heard), pass)
                    .singletonOrThrow();
            NDArray seen = context.positions(HybridVideo.frames(batch, scope));
            long[][] others = InfoNce.negatives(batch.size(), wanted.negatives(), new SplittableRandom(seed));
            long[] flat = Arrays.stream(others).flatMapToLong(Arrays::stream).toArray();
            NDArray negatives = Torch.create(
                    scope, LongBuffer.wrap(flat), new Shape(batch.size(), others[0].length), DataType.INT64);
            terms.put("contrast", InfoNce.of(anchors, seen, negatives, InfoNce.TEMPERATURE));
        }
    }

    /** (1 - a - b) L1 + a lip + b adversarial + c contrastive, as far as they have a say (equation 7). */
    NDArray loss(Map<String, NDArray> terms) {
        double a = terms.containsKey("lip") ? recipe.reading().lipWeight() : 0;
        double b = terms.containsKey("adversarial") ? recipe.adversary().adversarialWeight() : 0;
        Map<String, Double> weights = Map.of(
                "l1",
                1 - a - b,
                "lip",
                a,
                "adversarial",
                b,
                "contrast",
                recipe.reading().contrastWeight());
        return TorchOps.weightedSum(
                List.copyOf(terms.values()),
                terms.keySet().stream().map(weights::get).toList());
    }

    /** One update from the gradients that are there. */
    void step(long step) {
        generator.step(step, means);
        discriminator.ifPresent(learner -> learner.step(step, means));
    }

    @Override
    public void close() {
        generator.close();
        discriminator.ifPresent(Learner::close);
        means.close();
    }
}
