package org.viseme.metric;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.viseme.Project;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.NetworkState;
import org.viseme.checkpoint.StateDict;
import org.viseme.model.perceptual.AlexNet;
import org.viseme.model.perceptual.Backbone;
import org.viseme.model.perceptual.InceptionV3;
import org.viseme.model.perceptual.Lpips;
import org.viseme.model.perceptual.SqueezeNet;
import org.viseme.model.perceptual.Vgg;
import org.viseme.model.perceptual.VggConfig;
import org.viseme.model.syncnet.SyncNetV2;
import org.viseme.model.syncnet.SyncNetV2Checkpoint;
import org.viseme.nn.Layer;

/**
 * Networks that metrics and losses are defined by and whose weights their authors publish. The files are not part of Viseme: they
 * are looked for in {@code data/models/published} under the names that they are published by, and a metric whose files
 * are not there is left out with a line that says so ({@link #missing}).
 *
 * @param <N> the network
 */
public final class PublishedWeights<N extends Layer> {
    /** LPIPS over AlexNet, the one that figures are compared by. */
    public static final PublishedWeights<Lpips> LPIPS_ALEX =
            lpips("LPIPS (AlexNet)", "alex", torchvision("alexnet-owt-7be5be79.pth"), AlexNet::new);

    /** LPIPS over VGG-16. */
    public static final PublishedWeights<Lpips> LPIPS_VGG =
            lpips("LPIPS (VGG-16)", "vgg", torchvision("vgg16-397923af.pth"), () -> new Vgg(VggConfig.vgg16()));

    /** LPIPS over SqueezeNet 1.1. */
    public static final PublishedWeights<Lpips> LPIPS_SQUEEZE =
            lpips("LPIPS (SqueezeNet)", "squeeze", torchvision("squeezenet1_1-b8a52dc0.pth"), SqueezeNet::new);

    /** The features of FID. */
    public static final PublishedWeights<InceptionV3> FID_INCEPTION = new PublishedWeights<>(
            "FID",
            List.of(new WeightFile(
                    "Maximilian Seitzer, pytorch-fid, converted from Google's network",
                    "https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/"
                            + "pt_inception-2015-12-05-6726825d.pth")),
            (files, manager) -> {
                InceptionV3 network = new InceptionV3();
                network.initialize(manager, 0);
                fill(network.state(), files.getFirst());
                return network;
            });

    /** The scorer of LSE-D and LSE-C. */
    public static final PublishedWeights<SyncNetV2> SYNCNET_V2 = new PublishedWeights<>(
            "LSE (SyncNet v2)",
            List.of(new WeightFile(
                    "Joon Son Chung and Andrew Zisserman, Visual Geometry Group, Oxford",
                    "https://www.robots.ox.ac.uk/~vgg/software/lipsync/data/syncnet_v2.model")),
            (files, manager) -> SyncNetV2Checkpoint.load(Checkpoint.read(files.getFirst()), files.getFirst(), manager));

    /**
     * The perceptual loss of AV-CAT, from the first convolution to the first one of the fifth stage, where pix2pixHD's ends
     * (Wang et al., CVPR 2018); the paper does not say which one is its last.
     */
    public static final PublishedWeights<Vgg> VGG_19 =
            new PublishedWeights<>("VGG-19", List.of(torchvision("vgg19-dcbb9e9d.pth")), (files, manager) -> {
                Vgg network = new Vgg(VggConfig.vgg19().withFirst(13));
                network.initialize(manager, 0);
                fill(network.state(), files.getFirst());
                return network;
            });

    private final String title;
    private final List<WeightFile> files;
    private final BiFunction<List<Path>, NDManager, N> loader;

    /**
     * A file of weights.
     *
     * @param publisher its authors and their project
     * @param url where they publish it
     */
    public record WeightFile(String publisher, String url) {
        /** The name by which it is looked for: the last part of {@link #url}. */
        public String name() {
            return url.substring(url.lastIndexOf('/') + 1);
        }
    }

    private PublishedWeights(String title, List<WeightFile> files, BiFunction<List<Path>, NDManager, N> loader) {
        this.title = title;
        this.files = files;
        this.loader = loader;
    }

    private static PublishedWeights<Lpips> lpips(
            String title, String linear, WeightFile backboneFile, Supplier<Backbone> backbone) {
        WeightFile linearFile = new WeightFile(
                "Richard Zhang et al., PerceptualSimilarity",
                "https://github.com/richzhang/PerceptualSimilarity/raw/master/lpips/weights/v0.1/" + linear + ".pth");
        return new PublishedWeights<>(title, List.of(linearFile, backboneFile), (files, manager) -> {
            Lpips network = new Lpips(backbone.get());
            network.initialize(manager, 0);
            fill(network.linearState(), files.get(0));
            fill(network.backbone().state(), files.get(1));
            return network;
        });
    }

    private static WeightFile torchvision(String name) {
        return new WeightFile("PyTorch, torchvision", "https://download.pytorch.org/models/" + name);
    }

    /** All of them. */
    public static List<PublishedWeights<?>> all() {
        return List.of(LPIPS_ALEX, LPIPS_VGG, LPIPS_SQUEEZE, FID_INCEPTION, SYNCNET_V2, VGG_19);
    }

    /** Where the files are looked for. */
    public static Path folder() {
        return Project.home().resolve("data").resolve("models").resolve("published");
    }

    /** The metric or the loss that needs the network. */
    public String title() {
        return title;
    }

    /** All files that are needed. */
    public List<WeightFile> files() {
        return files;
    }

    /** One line that says which files {@link #folder} lacks and where they are published; empty when it lacks none. */
    public Optional<String> missing() {
        return missing(folder());
    }

    Optional<String> missing(Path folder) {
        List<WeightFile> absent = files.stream()
                .filter(file -> !Files.isRegularFile(folder.resolve(file.name())))
                .toList();
        if (absent.isEmpty()) {
            return Optional.empty();
        }
        boolean one = absent.size() == 1;
        return Optional.of("%s is left out: %s not found; %s at %s; put %s into %s"
                .formatted(
                        title,
                        absent.stream().map(WeightFile::name).collect(Collectors.joining(" and ")),
                        one ? "its authors publish it" : "their authors publish them",
                        absent.stream().map(WeightFile::url).collect(Collectors.joining(" and ")),
                        one ? "it" : "them",
                        Project.relative(folder)));
    }

    /**
     * The network, frozen; empty when a file of it is {@link #missing}.
     *
     * @param manager owns its arrays
     * @throws org.viseme.VisemeException when a file is damaged or holds other weights
     */
    public Optional<N> load(NDManager manager) {
        return load(folder(), manager);
    }

    Optional<N> load(Path folder, NDManager manager) {
        if (missing(folder).isPresent()) {
            return Optional.empty();
        }
        List<Path> paths =
                files.stream().map(file -> folder.resolve(file.name())).toList();
        N network = loader.apply(paths, manager);
        network.setTrainable(false);
        return Optional.of(network);
    }

    /** Fills arrays from a file that may hold more, such as the classifier behind a backbone. */
    private static void fill(Map<String, NDArray> arrays, Path file) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        arrays.forEach((name, array) -> shapes.put(name, array.getShape().getShape()));
        StateDict needed = new StateDict();
        Checkpoint.read(file).state().asMap().forEach((name, tensor) -> {
            if (shapes.containsKey(name)) {
                needed.put(name, tensor);
            }
        });
        NetworkState.load(arrays, NetworkState.withBatchCounts(needed, shapes), file.toString());
    }
}
