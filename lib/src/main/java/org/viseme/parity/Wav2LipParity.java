package org.viseme.parity;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;
import org.viseme.loss.Adversarial;
import org.viseme.loss.L1;
import org.viseme.model.Region;
import org.viseme.model.wav2lip.QualityDiscriminator;
import org.viseme.model.wav2lip.Wav2Lip;
import org.viseme.model.wav2lip.Wav2LipConfig;
import org.viseme.nn.Layer;
import org.viseme.nn.Pass;
import org.viseme.torch.FusedAdam;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

/** Wav2Lip's generator, its gradients, and its quality discriminator. */
final class Wav2LipParity {
    private static final int SIZE = Wav2LipConfig.FACE_SIZE;

    private Wav2LipParity() {}

    static List<Comparison> generator(Fixture fixture) {
        try (NDManager manager = Torch.newManager(Device.cpu());
                GradientScope off = GradientScope.off()) {
            Wav2Lip network = new Wav2Lip(Wav2LipConfig.paper());
            fill(network, fixture, manager);
            NDArray mel = input(fixture, "audio", manager);
            NDArray face = input(fixture, "face", manager);
            NDList sequence = new NDList(input(fixture, "audio5", manager), input(fixture, "face5", manager));
            NDArray frame =
                    network.forward(new NDList(mel, face), Pass.INFERENCE).singletonOrThrow();
            NDArray logits = network.logits(mel, face, Pass.INFERENCE);
            NDArray frames = network.forward(sequence, Pass.INFERENCE).singletonOrThrow();
            return List.of(
                    fixture.compare("frame", frame.toFloatArray()),
                    fixture.compare("logits_s8", Fixture.strided(logits.toFloatArray(), SIZE, SIZE, 8)),
                    fixture.compare("sequence_s4", Fixture.strided(frames.toFloatArray(), SIZE, SIZE, 4)));
        }
    }

    /** Of sequences for Wav2Lip, of single frames for TalkLip, whose discriminator is the same. */
    static List<Comparison> discriminator(Fixture fixture) {
        try (NDManager manager = Torch.newManager(Device.cpu());
                GradientScope off = GradientScope.off()) {
            QualityDiscriminator network = new QualityDiscriminator(Wav2LipConfig.paper());
            fill(network, fixture, manager);
            NDArray real = network.forward(new NDList(input(fixture, "faces", manager)), Pass.INFERENCE)
                    .singletonOrThrow();
            return List.of(
                    fixture.compare("pred", real.toFloatArray()),
                    fixture.compare("perceptual_loss", scalar(Adversarial.towards(real, true))),
                    fixture.compare("fake_loss", scalar(Adversarial.towards(real, false))));
        }
    }

    static List<Comparison> gradients(Fixture fixture) {
        List<Comparison> results = new ArrayList<>();
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            Wav2Lip network = new Wav2Lip(Wav2LipConfig.paper());
            NDArray mel = input(fixture, "audio", manager);
            NDArray face = input(fixture, "face", manager);
            NDArray target = input(fixture, "target", manager);
            List<String> names = new ArrayList<>();
            fixture.manifest().path("parameter_order").forEach(name -> names.add(name.asText()));

            fill(network, fixture, manager);
            float evalLoss = backward(network, first(mel, 2), first(face, 2), first(target, 2), Pass.INFERENCE, null);
            results.add(fixture.compare("eval_loss", new float[] {evalLoss}));
            results.addAll(compareGradients(fixture, names, gradients(network), "eval_"));

            network.weights().values().forEach(Wav2LipParity::clear);
            float[][] output = new float[1][];
            float loss = backward(network, mel, face, target, Pass.TRAINING, output);
            Map<String, float[]> gradients = gradients(network);
            results.add(fixture.compare("output_s4", Fixture.strided(output[0], SIZE, SIZE, 4)));
            results.add(fixture.compare("loss", new float[] {loss}));
            results.addAll(compareGradients(fixture, names, gradients, ""));
            Map<String, NDArray> state = network.state();
            String norm = "face_encoder_blocks.2.1.conv_block.1.";
            results.add(fixture.compare(
                    "running_mean", state.get(norm + "running_mean").toFloatArray()));
            results.add(fixture.compare(
                    "running_var", state.get(norm + "running_var").toFloatArray()));

            try (FusedAdam adam = new FusedAdam(manager, network.weights(), FusedAdam.Settings.defaults())) {
                float total = adam.step(1e-4).getFloat();
                results.add(fixture.compare("total_grad_norm", new float[] {total}));
            }
            results.add(fixture.compare(
                    "adam_first4", rows(names, name -> state.get(name).toFloatArray())));
        }
        return results;
    }

    private static float backward(
            Wav2Lip network, NDArray mel, NDArray face, NDArray target, Pass pass, float[][] output) {
        try (GradientScope gradients = GradientScope.record()) {
            NDArray drawn = network.forward(new NDList(mel, face), pass).singletonOrThrow();
            NDArray loss = L1.mean(drawn, target, Region.WHOLE);
            gradients.backward(loss);
            if (output != null) {
                output[0] = drawn.toFloatArray();
            }
            return loss.getFloat();
        }
    }

    /** Norms and first values; each parameter has tolerances of its own in the manifest. */
    private static List<Comparison> compareGradients(
            Fixture fixture, List<String> names, Map<String, float[]> gradients, String prefix) {
        List<Comparison> results = new ArrayList<>();
        float[] norms = new float[names.size()];
        for (int i = 0; i < norms.length; i++) {
            norms[i] = (float) Math.sqrt(squares(gradients.get(names.get(i))));
        }
        results.add(fixture.compare(prefix + "grad_norm", norms));
        results.add(fixture.compare(prefix + "grad_first4", rows(names, gradients::get)));
        double[] first4 = fixture.expected().get(prefix + "grad_first4").toDoubles();
        for (int i = 0; i < norms.length; i++) {
            JsonNode limits = fixture.manifest().path("grads").path(names.get(i));
            JsonNode own = prefix.isEmpty() ? limits : limits.path("eval");
            float[] actual = gradients.get(names.get(i));
            double worst = 0;
            for (int k = 0; k < Math.min(4, actual.length); k++) {
                worst = Math.max(worst, Math.abs(actual[k] - first4[4 * i + k]));
            }
            results.add(new Comparison(
                    fixture.name(),
                    prefix + "grad of " + names.get(i),
                    worst,
                    own.path("tolerance_abs").asDouble()));
            if (prefix.isEmpty()) {
                double norm = limits.path("norm_float64").asDouble();
                results.add(new Comparison(
                        fixture.name(),
                        "norm of " + names.get(i),
                        Math.abs(norms[i] - norm) / norm,
                        limits.path("tolerance_norm_rel").asDouble()));
            }
        }
        return results;
    }

    private static Map<String, float[]> gradients(Layer network) {
        Map<String, float[]> gradients = new LinkedHashMap<>();
        network.weights().forEach((name, array) -> {
            try (NDArray gradient = array.getGradient()) {
                gradients.put(name, gradient.toFloatArray());
            }
        });
        return gradients;
    }

    private static void clear(NDArray array) {
        try (NDArray gradient = array.getGradient();
                GradientScope off = GradientScope.off()) {
            gradient.muli(0);
        }
    }

    private static float[] rows(List<String> names, java.util.function.Function<String, float[]> values) {
        float[] rows = new float[names.size() * 4];
        for (int i = 0; i < names.size(); i++) {
            float[] row = values.apply(names.get(i));
            System.arraycopy(row, 0, rows, 4 * i, Math.min(4, row.length));
        }
        return rows;
    }

    private static double squares(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }

    /** Makes a network of the fixture's state, see {@link #load}. */
    static void fill(Layer network, Fixture fixture, NDManager manager) {
        network.initialize(manager, 0);
        load(network, fixture);
    }

    /** Fills a network with the fixture's state, whose names have to come in the same order. */
    static void load(Layer network, Fixture fixture) {
        load(network.state(), fixture);
    }

    /** As {@link #load(Layer, Fixture)}, where a fixture has a part of a network's arrays. */
    static void load(Map<String, NDArray> arrays, Fixture fixture) {
        StateDict state = fixture.state();
        NetworkState.load(arrays, state, fixture.name());
        if (!List.copyOf(arrays.keySet()).equals(List.copyOf(state.names()))) {
            throw new IllegalStateException("the names of the state are in another order: " + fixture.name());
        }
    }

    static NDArray input(Fixture fixture, String name, NDManager manager) {
        return manager.create(fixture.input(name), new Shape(fixture.inputShape(name)));
    }

    private static NDArray first(NDArray batch, int count) {
        return batch.get(new ai.djl.ndarray.index.NDIndex(":" + count));
    }

    private static float[] scalar(NDArray value) {
        return Arrays.copyOf(value.toFloatArray(), 1);
    }
}
