package org.viseme.model.avhubert;

import org.viseme.VisemeException;
import org.viseme.nn.DropoutRates;
import org.viseme.nn.TransformerConfig;
import org.viseme.nn.TransformerConfig.Activation;

/**
 * An {@link AvHubertEncoder}.
 *
 * @param channels of the visual front end's first convolution; its last stage has eight times as many
 * @param audioFeatures values of sound a video frame: four steps of 26 filter banks
 * @param transformer what sees and hears over time
 * @param positions how it knows the time
 * @param inputDropout elements of the fused features that are forgotten in training
 * @param modalityDropout which of sound and sight is forgotten in training
 * @param clusters what it predicts for masked frames while it is pretrained
 */
public record AvHubertEncoderConfig(
        int channels,
        int audioFeatures,
        TransformerConfig transformer,
        Positions positions,
        double inputDropout,
        ModalityDropout modalityDropout,
        Clusters clusters) {
    /** Width and height of the mouth crops, in pixels. */
    public static final int MOUTH_SIZE = 88;

    /** Frames a second, of video as of features. */
    public static final int FRAMES_A_SECOND = 25;

    /**
     * The convolution that tells where a frame is.
     *
     * @param kernel frames under it
     * @param groups of channels
     */
    public record Positions(int kernel, int groups) {}

    /**
     * Forgetting a whole modality (Shi et al. 2022, equation 2), decided anew for each batch.
     *
     * @param any probability that one of the two is forgotten
     * @param audio probability that it is the sound then
     */
    public record ModalityDropout(double any, double audio) {
        public static final ModalityDropout NONE = new ModalityDropout(0, 0);
    }

    /**
     * The heads of pretraining (Hsu et al., "HuBERT", 2021, equation 3): cosines with an embedding for each cluster.
     *
     * @param count of clusters; 0 for a network that is not pretrained any more
     * @param width of the embeddings
     * @param temperature what cosines are divided by
     */
    public record Clusters(int count, int width, double temperature) {
        public static final Clusters NONE = new Clusters(0, 0, 0.1);
    }

    public AvHubertEncoderConfig {
        if (channels < 1 || audioFeatures < 1) {
            throw new VisemeException(
                    "channels=%d, audioFeatures=%d".formatted(channels, audioFeatures),
                    "is no size of a network",
                    "use positive numbers");
        }
        if (clusters.count() < 0 || (clusters.count() > 0 && clusters.width() < 1)) {
            throw new VisemeException(clusters.toString(), "are no clusters", "use a count of 0, or a positive width");
        }
    }

    /** The base model: 12 layers of 768 values (Shi et al. 2022, section 4.1). */
    public static AvHubertEncoderConfig base() {
        return paper(12, 768, 3072, 12);
    }

    /** The large model: 24 layers of 1024 values. */
    public static AvHubertEncoderConfig large() {
        return paper(24, 1024, 4096, 16);
    }

    /** For CPUs: a quarter of the channels in the front end, 4 layers of 160 values; two million weights. */
    public static AvHubertEncoderConfig tiny() {
        return new AvHubertEncoderConfig(
                16,
                104,
                new TransformerConfig(4, 160, 640, 4, Activation.GELU, new DropoutRates(0.1, 0, 0.1, 0.05)),
                new Positions(32, 16),
                0,
                ModalityDropout.NONE,
                Clusters.NONE);
    }

    /** Dropouts as published for fine-tuning. */
    private static AvHubertEncoderConfig paper(int layers, int width, int hidden, int heads) {
        return new AvHubertEncoderConfig(
                64,
                104,
                new TransformerConfig(layers, width, hidden, heads, Activation.GELU, new DropoutRates(0, 0, 0.1, 0.1)),
                new Positions(128, 16),
                0,
                ModalityDropout.NONE,
                Clusters.NONE);
    }

    /** As published for pretraining: other dropouts, modality dropout, and a head of that many clusters. */
    public AvHubertEncoderConfig forPretraining(int count) {
        return new AvHubertEncoderConfig(
                channels,
                audioFeatures,
                transformer.withDropout(new DropoutRates(0.1, 0.1, 0, 0.05)),
                positions,
                0.1,
                new ModalityDropout(0.5, 0.5),
                new Clusters(count, 256, 0.1));
    }

    public AvHubertEncoderConfig withDropout(DropoutRates rates) {
        return new AvHubertEncoderConfig(
                channels,
                audioFeatures,
                transformer.withDropout(rates),
                positions,
                inputDropout,
                modalityDropout,
                clusters);
    }
}
