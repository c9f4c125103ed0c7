package org.viseme.parity;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.metric.FeatureMoments;
import org.viseme.metric.FrechetDistance;
import org.viseme.metric.Psnr;
import org.viseme.metric.Ssim;
import org.viseme.model.perceptual.AlexNet;
import org.viseme.model.perceptual.Backbone;
import org.viseme.model.perceptual.InceptionV3;
import org.viseme.model.perceptual.Lpips;
import org.viseme.model.perceptual.Vgg;
import org.viseme.model.perceptual.VggConfig;
import org.viseme.nn.Pass;
import org.viseme.torch.GradientScope;
import org.viseme.torch.Torch;

/**
 * Metrics of pictures: PSNR, SSIM, LPIPS, FID. The {@code resized_...} pictures of {@code image_metrics} are not
 * compared: they are shrunk bilinearly, while everything here that shrinks a picture averages over areas.
 */
final class PictureParity {
    private PictureParity() {}

    static List<Comparison> metrics(Fixture fixture) {
        int side = 96;
        int[] a = bytes("a", side, 0, 256);
        int[] b = bytes("b", side, 0, 256);
        int[] noise = bytes("noise", side, -20, 21);
        int[] smooth = IntStream.range(0, 3 * side * side)
                .map(i -> (3 * (i / 3 % side) + 5 * (i / 3 / side) + 40 * (i % 3)) % 510)
                .map(value -> value <= 255 ? value : 510 - value)
                .toArray();
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray firsts = pictures(manager, side, a, a, smooth, a);
            NDArray seconds = pictures(manager, side, b, noisy(a, noise), noisy(smooth, noise), a);
            NDArray map = Ssim.map(firsts, seconds).get(new NDIndex("2, :, 0, ::2, ::2"));
            return List.of(
                    fixture.compare("psnr_as_written", column(Psnr.talkLip(firsts, seconds))),
                    fixture.compare("psnr", Psnr.ofFrames(firsts, seconds).toFloatArray()),
                    fixture.compare("ssim", Ssim.ofFrames(firsts, seconds).toFloatArray()),
                    fixture.compare(
                            "ssim_map_smooth_s2", floats(map.transpose(1, 2, 0).toDoubleArray())));
        }
    }

    /** Whole numbers in [lo, hi), row by row, pixel by pixel. */
    private static int[] bytes(String name, int side, int lo, int hi) {
        return IntStream.range(0, 3 * side * side)
                .map(i -> (int) Math.floor((hi - lo) * GeneratedTensor.fraction("input." + name, 1, i)) + lo)
                .toArray();
    }

    private static int[] noisy(int[] picture, int[] noise) {
        IntUnaryOperator sum = i -> Math.clamp(picture[i] + noise[i], 0, 255);
        return IntStream.range(0, picture.length).map(sum).toArray();
    }

    /** (pictures, 3, 1, side, side) in 0..1. */
    private static NDArray pictures(NDManager manager, int side, int[]... pictures) {
        float[] values = new float[pictures.length * 3 * side * side];
        int to = 0;
        for (int[] picture : pictures) {
            for (int value : picture) {
                values[to++] = value / 255f;
            }
        }
        return manager.create(values, new Shape(pictures.length, 1, side, side, 3))
                .transpose(0, 4, 1, 2, 3);
    }

    static List<Comparison> lpipsAlex(Fixture fixture) {
        return lpips(fixture, new AlexNet());
    }

    static List<Comparison> lpipsVgg(Fixture fixture) {
        return lpips(fixture, new Vgg(VggConfig.vgg16()));
    }

    private static List<Comparison> lpips(Fixture fixture, Backbone backbone) {
        List<Comparison> results = new ArrayList<>();
        try (NDManager manager = Torch.newManager(Device.cpu());
                GradientScope off = GradientScope.off()) {
            Lpips network = new Lpips(backbone);
            network.initialize(manager, 0);
            Wav2LipParity.load(backbone, fixture);
            String weights = fixture.manifest().path("weights").asText();
            Checkpoint published = Checkpoint.read(fixture.folder().resolve(weights));
            NetworkState.load(network.linearState(), published.state(), weights);
            network.linearState().values().forEach(array -> {
                results.add(fixture.compare("lin" + results.size(), array.toFloatArray()));
            });

            NDArray small = Wav2LipParity.input(fixture, "a_small", manager);
            NDArray large = Wav2LipParity.input(fixture, "a_large", manager);
            NDArray noise = Wav2LipParity.input(fixture, "noise_large", manager);
            NDArray mixed = large.mul(0.8).add(noise.mul(0.2)).clip(-1, 1);
            NDArray other = Wav2LipParity.input(fixture, "b_small", manager);
            results.addAll(lpips(fixture, network, small, other, "small"));
            results.addAll(lpips(fixture, network, large, mixed, "large"));
            results.add(fixture.compare("distance_same", distance(network, small, small)));
        }
        return results;
    }

    private static List<Comparison> lpips(Fixture fixture, Lpips network, NDArray a, NDArray b, String pair) {
        return List.of(
                fixture.compare("distance_" + pair, distance(network, a, b)),
                fixture.compare(
                        "layers_" + pair,
                        network.byMap(positive(a), positive(b), Pass.INFERENCE).toFloatArray()));
    }

    private static float[] distance(Lpips network, NDArray a, NDArray b) {
        return network.forward(new NDList(positive(a), positive(b)), Pass.INFERENCE)
                .singletonOrThrow()
                .toFloatArray();
    }

    /** From -1..1, which the reference sees, to 0..1. */
    private static NDArray positive(NDArray pictures) {
        return pictures.add(1).div(2);
    }

    static List<Comparison> inception(Fixture fixture) {
        try (NDManager manager = Torch.newManager(Device.cpu());
                GradientScope off = GradientScope.off()) {
            InceptionV3 network = new InceptionV3();
            Wav2LipParity.fill(network, fixture, manager);
            NDArray images = Wav2LipParity.input(fixture, "images", manager);
            NDList maps = network.maps(images, Pass.INFERENCE);
            NDArray pool = network.forward(new NDList(images), Pass.INFERENCE).singletonOrThrow();
            return List.of(
                    fixture.compare("block0_s8", taken(maps.get(0), ":, ::8, ::8, ::8")),
                    fixture.compare("block1_s8", taken(maps.get(1), ":, ::8, ::4, ::4")),
                    fixture.compare("block2_s8", taken(maps.get(2), ":, ::8, ::2, ::2")),
                    fixture.compare("pool", pool.toFloatArray()));
        }
    }

    private static float[] taken(NDArray maps, String index) {
        return maps.get(new NDIndex(index)).toFloatArray();
    }

    static List<Comparison> frechet(Fixture fixture) {
        try (NDManager manager = Torch.newManager(Device.cpu())) {
            NDArray a = doubles(fixture, "features_a", manager);
            NDArray mix = doubles(fixture, "mix", manager);
            NDArray b = doubles(fixture, "features_b", manager)
                    .matMul(mix)
                    .add(a.flip(1).mul(0.5))
                    .add(0.1);
            try (FeatureMoments momentsA = moments(a);
                    FeatureMoments momentsB = moments(b);
                    FeatureMoments few = moments(a.get(new NDIndex(":40")));
                    FeatureMoments others = moments(b.get(new NDIndex(":40")))) {
                FrechetDistance distance = FrechetDistance.between(momentsA, momentsB);
                int size = momentsA.dimensions();
                return List.of(
                        fixture.compare("frechet", floats(distance.distance())),
                        fixture.compare(
                                "frechet_self",
                                floats(FrechetDistance.between(momentsA, momentsA)
                                        .distance())),
                        fixture.compare("mean_term", floats(distance.meanTerm())),
                        fixture.compare("trace_a", floats(distance.traceA())),
                        fixture.compare("trace_b", floats(distance.traceB())),
                        fixture.compare("mu_a", floats(momentsA.mean())),
                        fixture.compare("mu_b", floats(momentsB.mean())),
                        fixture.compare("sigma_a_s4", Fixture.strided(floats(momentsA.covariance()), size, size, 4)),
                        fixture.compare("sigma_b_s4", Fixture.strided(floats(momentsB.covariance()), size, size, 4)),
                        fixture.compare(
                                "frechet_singular",
                                floats(FrechetDistance.between(few, others).distance())));
            }
        }
    }

    /** Taken in by batches of 30. */
    private static FeatureMoments moments(NDArray features) {
        FeatureMoments moments = new FeatureMoments(
                features.getManager(), (int) features.getShape().get(1));
        for (long from = 0; from < features.getShape().get(0); from += 30) {
            moments.add(features.get(new NDIndex(from + ":" + (from + 30))));
        }
        return moments;
    }

    private static NDArray doubles(Fixture fixture, String name, NDManager manager) {
        float[] values = fixture.input(name);
        DoubleBuffer doubles = DoubleBuffer.allocate(values.length);
        for (float value : values) {
            doubles.put(value);
        }
        return Torch.create(manager, doubles.flip(), new Shape(fixture.inputShape(name)), DataType.FLOAT64);
    }

    private static float[] column(double[][] values) {
        return floats(Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray());
    }

    private static float[] floats(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
