package org.viseme.metric;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Optional;
import org.viseme.VisemeException;
import org.viseme.checkpoint.Checkpoint;
import org.viseme.checkpoint.ModelFiles;
import org.viseme.model.perceptual.FeatureDistance;
import org.viseme.model.perceptual.FeatureNetworkCheckpoint;
import org.viseme.model.perceptual.Lpips;
import org.viseme.model.perceptual.Vgg;
import org.viseme.nn.Layer;

/**
 * Which network sees how different two pictures are, by the words of the command line: the published LPIPS or
 * VGG-19, or a feature network trained here. The distance by the latter is never called LPIPS or VGG.
 *
 * @param label what figures are named by: {@code LPIPS}, {@code VGG-19}, or {@code features(NAME)}
 * @param file of the feature network; empty for LPIPS over AlexNet and for VGG-19, whose files {@link PublishedWeights}
 *     finds
 */
public record PerceptualNetwork(String label, Optional<Path> file) {
    /** The feature network that ships. */
    public static final String FEATURES = "viseme-features";

    private static final String VGG_19 = "VGG-19";

    private static final ModelFiles FILES = new ModelFiles(FeatureNetworkCheckpoint.MODEL, FEATURES);

    /** LPIPS over AlexNet, as the paper has it. */
    public static PerceptualNetwork lpips() {
        return new PerceptualNetwork("LPIPS", Optional.empty());
    }

    /** VGG-19, whose maps AV-CAT's perceptual loss compares. */
    public static PerceptualNetwork vgg19() {
        return new PerceptualNetwork(VGG_19, Optional.empty());
    }

    /**
     * By a word.
     *
     * @param word {@code lpips}, {@code vgg19}, or a feature network as {@link ModelFiles#file} finds it
     * @throws VisemeException when there is no such network
     */
    public static PerceptualNetwork parse(String word) {
        return switch (word) {
            case "lpips" -> lpips();
            case "vgg19" -> vgg19();
            default -> features(FILES.file(word));
        };
    }

    /** The feature network of a checkpoint. */
    public static PerceptualNetwork features(Path file) {
        return new PerceptualNetwork("features(" + ModelFiles.name(file) + ")", Optional.of(file));
    }

    /** One line that says which files are not there and where they are published; empty when all are there. */
    public Optional<String> missing() {
        return file.isPresent() ? Optional.empty() : weights().missing();
    }

    /**
     * The network, frozen; that over VGG-19 weighs all maps alike. {@link FeatureDistance#backbone} makes the maps.
     *
     * @param manager owns its arrays
     * @throws VisemeException when a file is missing, damaged, or holds another kind of model
     */
    public FeatureDistance load(NDManager manager) {
        return file.map(features -> load(features, manager)).orElseGet(() -> published(manager));
    }

    private static FeatureDistance load(Path features, NDManager manager) {
        return new FeatureDistance(FeatureNetworkCheckpoint.load(Checkpoint.read(features), features, manager));
    }

    private PublishedWeights<? extends Layer> weights() {
        return label.equals(VGG_19) ? PublishedWeights.VGG_19 : PublishedWeights.LPIPS_ALEX;
    }

    private FeatureDistance published(NDManager manager) {
        Layer network = weights()
                .load(manager)
                .orElseThrow(() -> new VisemeException(
                        label,
                        missing().orElseThrow(),
                        "or use " + FEATURES + ", a network that was trained on faces here"));
        return network instanceof Vgg vgg ? new FeatureDistance(vgg) : (Lpips) network;
    }
}
