package org.viseme.model.avhubert;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import java.util.List;
import java.util.Optional;
import org.viseme.nn.Dropout;
import org.viseme.nn.Layer;
import org.viseme.nn.LayerNorm;
import org.viseme.nn.Linear;
import org.viseme.nn.LipFrontEnd;
import org.viseme.nn.Pass;
import org.viseme.nn.SequenceBatch;
import org.viseme.nn.TransformerEncoder;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;
import org.viseme.torch.TorchScript;

/**
 * What AV-HuBERT sees and hears (Shi et al. 2022, section 3 and figure 1): mouths through a {@link LipFrontEnd}, sound
 * through one product, side by side through a norm and a product into a transformer, which puts out a context feature
 * for each frame. A modality that is missing is zeros.
 *
 * <p>Names are those of the authors' pretrained checkpoints. With {@link AvHubertEncoderConfig#clusters} it also has
 * the heads of pretraining.
 */
public final class AvHubertEncoder extends Layer {
    private static final TorchScript BESIDE_NOTHING =
            TorchScript.of(List.of("x"), "return torch.cat([x, torch.zeros_like(x)], 2)");
    private static final TorchScript NOTHING_BESIDE =
            TorchScript.of(List.of("x"), "return torch.cat([torch.zeros_like(x), x], 2)");
    private static final TorchScript BESIDE = TorchScript.of(List.of("x", "y"), "return torch.cat([x, y], 2)");
    private static final TorchScript TIME_SECOND = TorchScript.of(List.of("x"), "return torch.transpose(x, 1, 2)");
    private static final TorchScript MASKED = TorchScript.of(
            List.of("x", "mask", "embedding"),
            "return torch.where(torch.unsqueeze(mask, 1), torch.reshape(embedding, [1, -1, 1]), x)");
    private static final TorchScript COSINES = TorchScript.of(List.of("x", "labels"), """
            a = torch.div(x, torch.clamp_min(torch.norm(x, 2, [-1], True), 1.0e-6))
            b = torch.div(labels, torch.clamp_min(torch.norm(labels, 2, [-1], True), 1.0e-6))
            return torch.linear(a, b, None)
            """);

    private final AvHubertEncoderConfig config;
    private final Parameter maskEmbedding;
    private final Parameter labelEmbeddings;
    private final Linear audioProjection;
    private final LipFrontEnd frontEnd;
    private final Linear videoProjection;
    private final Linear fusion;
    private final Dropout inputDropout;
    private final TransformerEncoder transformer;
    private final LayerNorm norm;
    private final Linear finalProjection;

    public AvHubertEncoder(AvHubertEncoderConfig config) {
        this.config = config;
        int width = config.transformer().width();
        AvHubertEncoderConfig.Clusters clusters = config.clusters();
        boolean pretrained = clusters.count() > 0;
        Initial anywhere = random -> (float) random.nextDouble();
        maskEmbedding = addWeight("mask_emb", anywhere, config.audioFeatures());
        labelEmbeddings =
                pretrained ? addWeight("label_embs_concat", anywhere, clusters.count(), clusters.width()) : null;
        audioProjection = add("feature_extractor_audio.proj", new Linear(config.audioFeatures(), width));
        frontEnd = add("feature_extractor_video.resnet", new LipFrontEnd(config.channels()));
        videoProjection = add("feature_extractor_video.proj", new Linear(frontEnd.features(), width));
        fusion = add("post_extract_proj", new Linear(2 * width, width));
        inputDropout = new Dropout(config.inputDropout());
        transformer = add(
                "encoder",
                new TransformerEncoder(
                        config.transformer(),
                        config.positions().kernel(),
                        config.positions().groups()));
        norm = add("layer_norm", new LayerNorm(2 * width));
        finalProjection = pretrained ? add("final_proj", new Linear(width, clusters.width())) : null;
    }

    public AvHubertEncoderConfig config() {
        return config;
    }

    /**
     * @param inputs sound (batch, 104, frames), pictures (batch, 1, frames, 88, 88), or both in this order
     * @return context features (batch, frames, width)
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        Optional<NDArray> audio = inputs.stream()
                .filter(array -> array.getShape().dimension() == 3)
                .findFirst();
        Optional<NDArray> video = inputs.stream()
                .filter(array -> array.getShape().dimension() == 5)
                .findFirst();
        return new NDList(
                context(new Clips(audio, video, Optional.empty()), pass).values());
    }

    /** Context features, (batch, frames, width), with the clips' padding. */
    public SequenceBatch context(Clips clips, Pass pass) {
        return context(clips, 1, pass);
    }

    /**
     * As {@link #context(Clips, Pass)}, for pretraining.
     *
     * @param featureGradient share of the gradient that goes on to what sees and hears, fairseq's {@code
     *     feature_grad_mult}
     */
    public SequenceBatch context(Clips clips, double featureGradient, Pass pass) {
        return transformer.forward(fused(clips, featureGradient, pass), pass);
    }

    /**
     * What comes out of one of the transformer's layers, before the norm at its end.
     *
     * @param layer 1 to all of them
     * @return (batch, frames, width)
     */
    public NDArray layer(Clips clips, int layer, Pass pass) {
        return transformer.layer(fused(clips, 1, pass), layer, pass);
    }

    /** What goes into the transformer. */
    private SequenceBatch fused(Clips clips, double featureGradient, Pass pass) {
        Optional<NDArray> heard = clips.audio().map(audio -> TorchOps.withGradient(hear(audio, pass), featureGradient));
        Optional<NDArray> seen = clips.video().map(video -> TorchOps.withGradient(see(video, pass), featureGradient));
        if (heard.isPresent()
                && seen.isPresent()
                && pass.training()
                && config.modalityDropout().any() > 0) {
            float[] draws = Torch.uniform(2);
            if (draws[0] < config.modalityDropout().any()) {
                boolean deaf = draws[1] < config.modalityDropout().audio();
                heard = deaf ? Optional.empty() : heard;
                seen = deaf ? seen : Optional.empty();
            }
        }
        NDArray both = join(heard, seen);
        NDList flow = fusion.forward(norm.forward(new NDList(both), pass), pass);
        return new SequenceBatch(inputDropout.forward(flow, pass).singletonOrThrow(), clips.padding());
    }

    private static NDArray join(Optional<NDArray> heard, Optional<NDArray> seen) {
        if (heard.isPresent() && seen.isPresent()) {
            return BESIDE.apply(heard.get(), seen.get());
        }
        return heard.map(BESIDE_NOTHING::apply).orElseGet(() -> NOTHING_BESIDE.apply(seen.orElseThrow()));
    }

    private NDArray hear(NDArray audio, Pass pass) {
        return audioProjection
                .forward(new NDList(TIME_SECOND.apply(audio)), pass)
                .singletonOrThrow();
    }

    private NDArray see(NDArray video, Pass pass) {
        return videoProjection.forward(new NDList(frames(video, pass)), pass).singletonOrThrow();
    }

    /**
     * What the front end sees, frame by frame, before anything is known of the time around it but two frames on each
     * side.
     *
     * @param video (batch, 1, frames, 88, 88)
     * @return (batch, frames, 8 * channels)
     */
    public NDArray frames(NDArray video, Pass pass) {
        return frontEnd.forward(new NDList(video), pass).singletonOrThrow();
    }

    /**
     * Sound with masked frames replaced by the mask embedding, for pretraining (section 3.2).
     *
     * @param audio (batch, 104, frames)
     * @param mask (batch, frames), boolean, true where the sound is to be guessed
     */
    public NDArray masked(NDArray audio, NDArray mask) {
        return MASKED.apply(audio, mask, maskEmbedding.getArray());
    }

    /**
     * How well each cluster fits each frame, for pretraining: cosines divided by the temperature (equation 1).
     *
     * @param context (batch, frames, width)
     * @return (batch, frames, clusters), to be normalised by a softmax
     * @throws IllegalStateException when the network has no heads of pretraining
     */
    public NDArray clusterLogits(NDArray context, Pass pass) {
        if (finalProjection == null) {
            throw new IllegalStateException("an encoder without clusters predicts none");
        }
        NDArray projected = finalProjection.forward(new NDList(context), pass).singletonOrThrow();
        return TorchOps.scale(
                COSINES.apply(projected, labelEmbeddings.getArray()),
                1 / config.clusters().temperature());
    }
}
