package org.viseme.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.viseme.data.LipBatch;
import org.viseme.model.perceptual.AlexNet;
import org.viseme.model.perceptual.Lpips;
import org.viseme.model.syncnet.SyncExpert;
import org.viseme.model.syncnet.SyncExpertConfig;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.MemoryFormat;
import org.viseme.torch.NativeScope;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

class Wav2LipStepTest {
    private static final SyncExpertConfig EXPERT = new SyncExpertConfig(SyncExpertConfig.Blocks.STABLE, 8, 5, 16);

    @BeforeAll
    static void leaveOtherCoresAlone() {
        Torch.setThreads(1);
    }

    private static Wav2LipRecipe recipe() {
        return Wav2LipRecipe.tinyGan()
                .withAdversary(AdversarialTerm.of(0.07))
                .withChannels(1)
                .withBatch(2)
                .withSyncWeight(0.03);
    }

    private static LipBatch batch() {
        Random random = new Random(3);
        byte[] targets = new byte[2 * 3 * 5 * 96 * 96];
        byte[] references = targets.clone();
        random.nextBytes(targets);
        random.nextBytes(references);
        float[] mels = new float[2 * 5 * 80 * 16];
        for (int i = 0; i < mels.length; i++) {
            mels[i] = 8 * random.nextFloat() - 4;
        }
        return new LipBatch(0, 2, 5, 96, targets, references, mels, List.of("a", "b"), new int[2], new int[2]);
    }

    private static Wav2LipStep step(NDManager manager, MemoryFormat format) {
        return step(recipe(), expert(EXPERT, manager), format, manager);
    }

    private static Wav2LipStep step(Wav2LipRecipe recipe, SyncExpert expert, MemoryFormat format, NDManager manager) {
        Wav2Lip drawing = new Wav2Lip(new Wav2LipConfig(1));
        drawing.initialize(manager, 1);
        return new Wav2LipStep(recipe, drawing, Optional.of(expert), format, manager);
    }

    private static SyncExpert expert(SyncExpertConfig config, NDManager manager) {
        SyncExpert expert = new SyncExpert(config);
        expert.initialize(manager, 2);
        expert.setTrainable(false);
        return expert;
    }

    private static Map<String, float[]> values(SyncExpert expert) {
        Map<String, float[]> values = new TreeMap<>();
        expert.state().forEach((name, array) -> values.put(name, array.toFloatArray()));
        return values;
    }

    /** The published blocks, whose batch norms have statistics that could move. */
    private static final SyncExpertConfig PUBLISHED = new SyncExpertConfig(SyncExpertConfig.Blocks.WAV2LIP, 4, 5, 16);

    @Test
    void anExpertThatTrainsAGeneratorStaysAsItWas() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            SyncExpert expert = expert(PUBLISHED, manager);
            Map<String, float[]> before = values(expert);
            try (Wav2LipStep step = step(recipe(), expert, MemoryFormat.CONTIGUOUS, manager)) {
                for (int i = 0; i < 2; i++) {
                    step.learn(batch(), 0, true);
                    step.step(i);
                }
            }
            values(expert).forEach((name, after) -> assertArrayEquals(before.get(name), after, name));
            expert.weights().forEach((name, array) -> assertFalse(array.hasGradient(), name));
        }
    }

    @Test
    void onRequestItUsesTheStatisticsOfTheBatchAsThePublishedTrainingDoes() {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            double own = syncLoss(recipe(), manager);
            Wav2LipRecipe published = recipe().withExpert(recipe().expert().withBatchStatistics(true));
            assertNotEquals(own, syncLoss(published, manager), 1e-4);
        }
    }

    private static double syncLoss(Wav2LipRecipe recipe, NDManager manager) {
        try (Wav2LipStep step = step(recipe, expert(PUBLISHED, manager), MemoryFormat.CONTIGUOUS, manager)) {
            step.learn(batch(), 0, true);
            return step.means().take().get("sync");
        }
    }

    @Test
    void theSyncLossAloneReachesTheGenerator() {
        try (NDManager manager = Torch.newManager(Device.cpu());
                Wav2LipStep step = step(manager, MemoryFormat.CONTIGUOUS);
                NativeScope scope = NativeScope.under(manager);
                GradientScope gradients = GradientScope.record()) {
            LipArrays arrays = LipArrays.of(batch(), scope.manager());
            NDArray sync = step.terms(arrays, step.draw(arrays), 0, true).get("sync");
            gradients.backward(sync);
            NDArray last = step.generator().network().weights().get("output_block.1.weight");
            assertTrue(last.getGradient().abs().sum().getFloat() > 0);
        }
    }

    private static double largest(float[] values) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> Math.abs(values[i]))
                .max()
                .orElseThrow();
    }

    /** What a step with all losses leaves behind: losses, and the first moments, a tenth of the gradients or more. */
    private record Outcome(Map<String, Double> losses, Map<String, float[]> moments) {
        static Outcome of(MemoryFormat format) {
            try (NDManager manager = Torch.newManager(Device.cpu());
                    Wav2LipStep step = step(manager, format)) {
                NDArray weight =
                        step.generator().network().weights().get("face_encoder_blocks.1.1.conv_block.0.weight");
                step.learn(batch(), 0, true);
                step.step(0);
                assertEquals(format == MemoryFormat.CHANNELS_LAST, TorchOps.isChannelsLast(weight));
                Map<String, float[]> moments = new TreeMap<>();
                step.parts()
                        .forEach((part, arrays) -> arrays.forEach((name, array) -> {
                            if (name.endsWith(".exp_avg")) {
                                moments.put(part + " " + name, array.toFloatArray());
                            }
                        }));
                return new Outcome(step.means().take(), moments);
            }
        }
    }

    @Test
    void theMemoryFormatChangesNoLossAndNoGradient() {
        Outcome contiguous = Outcome.of(MemoryFormat.CONTIGUOUS);
        Outcome channelsLast = Outcome.of(MemoryFormat.CHANNELS_LAST);
        assertEquals(
                List.of(
                        "loss",
                        "l1",
                        "sync",
                        "adversarial",
                        "discriminator",
                        "generator_gradient",
                        "discriminator_gradient"),
                List.copyOf(contiguous.losses().keySet()));
        contiguous
                .losses()
                .forEach((name, value) ->
                        assertEquals(value, channelsLast.losses().get(name), 1e-3 * value, name));
        double largest = contiguous.moments().values().stream()
                .mapToDouble(Wav2LipStepTest::largest)
                .max()
                .orElseThrow();
        // Seven norms over few values enlarge rounding, and in front of a batch norm the gradient of a bias is nothing
        // but rounding.
        contiguous
                .moments()
                .forEach((name, values) ->
                        assertArrayEquals(values, channelsLast.moments().get(name), (float) (1e-2 * largest), name));
    }

    @Test
    void theLossIsTheWeightedSumOfItsTerms() {
        Map<String, Double> losses = Outcome.of(MemoryFormat.CONTIGUOUS).losses();
        double expected = 0.9 * losses.get("l1") + 0.03 * losses.get("sync") + 0.07 * losses.get("adversarial");
        assertEquals(expected, losses.get("loss"), 1e-6);
    }

    @Test
    void noArrayOutlivesItsStep() {
        try (NDManager manager = Torch.newManager(Device.cpu());
                Wav2LipStep step = step(manager, MemoryFormat.CONTIGUOUS)) {
            LipBatch batch = batch();
            int live = 0;
            for (int i = 0; i < 3; i++) {
                step.learn(batch, 0, true);
                step.step(i);
                step.means().take();
                if (i == 0) {
                    live = NativeScope.liveArrays(manager);
                }
            }
            assertTrue(live > 0);
            assertEquals(live, NativeScope.liveArrays(manager));
        }
    }

    private static Lpips lpips(NDManager manager) {
        Lpips network = new Lpips(new AlexNet());
        network.initialize(manager, 4);
        network.setTrainable(false);
        return network;
    }

    @Test
    void inItsHeadStartTheDiscriminatorLearnsAndIsNotHeard() {
        Wav2LipRecipe recipe = recipe().withAdversary(new AdversarialTerm(0.07, 4, 2));
        try (NDManager manager = Torch.newManager(Device.cpu());
                Wav2LipStep step = step(recipe, expert(EXPERT, manager), MemoryFormat.CONTIGUOUS, manager)) {
            for (int i = 0; i <= 2; i++) {
                step.learn(batch(), i, true);
                step.step(i);
                Map<String, Double> means = step.means().take();
                assertEquals(i == 2, means.containsKey("adversarial"), "step " + i);
                assertTrue(means.get("discriminator_gradient") > 0, "step " + i);
                double b = i == 2 ? 0.07 * means.get("adversarial") : 0;
                double l1 = (i == 2 ? 0.9 : 0.97) * means.get("l1");
                assertEquals(l1 + 0.03 * means.get("sync") + b, means.get("loss"), 1e-5, "step " + i);
            }
        }
    }

    @Test
    void thePerceptualLossIsTheMeanDistanceOfFramesRedFirst() {
        Wav2LipRecipe recipe = recipe().withAdversarialWeight(0).withPerceptualWeight(0.07);
        try (NDManager manager = Torch.newManager(Device.cpu());
                Wav2LipStep step = step(recipe, expert(EXPERT, manager), MemoryFormat.CONTIGUOUS, manager)) {
            Lpips network = lpips(manager);
            step.withPerceptual(Optional.of(network));
            Map<String, float[]> before = new TreeMap<>();
            network.state().forEach((name, array) -> before.put(name, array.toFloatArray()));
            double expected = 0;
            try (NativeScope scope = NativeScope.under(manager);
                    GradientScope gradients = GradientScope.record()) {
                LipArrays arrays = LipArrays.of(batch(), scope.manager());
                NDArray drawn = step.draw(arrays);
                Map<String, NDArray> terms = step.terms(arrays, drawn, 0, true);
                assertEquals(List.of("l1", "sync", "perceptual"), List.copyOf(terms.keySet()));
                float[] seen = drawn.toFloatArray();
                float[] wanted = arrays.target().toFloatArray();
                for (int sample = 0; sample < 2; sample++) {
                    for (int frame = 0; frame < 5; frame++) {
                        NDList pair = new NDList(
                                redFirst(seen, sample, frame, scope.manager()),
                                redFirst(wanted, sample, frame, scope.manager()));
                        expected += network.forward(pair, Pass.INFERENCE)
                                        .singletonOrThrow()
                                        .getFloat(0)
                                / 10;
                    }
                }
                assertEquals(expected, terms.get("perceptual").getFloat(), 1e-4 * expected);
                double loss = 0.9 * terms.get("l1").getFloat()
                        + 0.03 * terms.get("sync").getFloat()
                        + 0.07 * terms.get("perceptual").getFloat();
                assertEquals(loss, step.loss(terms).getFloat(), 1e-5);
                gradients.backward(terms.get("perceptual"));
                NDArray last = step.generator().network().weights().get("output_block.1.weight");
                assertTrue(last.getGradient().abs().sum().getFloat() > 0, "no gradient reaches the generator");
            }
            network.state().forEach((name, array) -> {
                assertFalse(array.hasGradient(), name);
                assertArrayEquals(before.get(name), array.toFloatArray(), name);
            });
        }
    }

    private static NDArray redFirst(float[] windows, int sample, int frame, NDManager manager) {
        int plane = 96 * 96;
        float[] picture = new float[3 * plane];
        for (int channel = 0; channel < 3; channel++) {
            int from = ((sample * 3 + 2 - channel) * 5 + frame) * plane;
            System.arraycopy(windows, from, picture, channel * plane, plane);
        }
        return manager.create(picture, new Shape(1, 3, 96, 96));
    }
}
