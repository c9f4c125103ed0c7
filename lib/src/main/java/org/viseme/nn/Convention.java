package org.viseme.nn;

import java.util.Map;

/** Whose names and habits a published transformer follows. */
public enum Convention {
    /** As in fairseq. */
    FAIRSEQ(LayerNorm.EPSILON, Map.of()),
    /**
     * As in ESPnet: places count from zero, sines and cosines alternate, and tokens are put out by a product with a
     * bias.
     */
    ESPNET(
            1e-12,
            Map.ofEntries(
                    Map.entry("k_proj", "linear_k"),
                    Map.entry("v_proj", "linear_v"),
                    Map.entry("q_proj", "linear_q"),
                    Map.entry("out_proj", "linear_out"),
                    Map.entry("self_attn_layer_norm", "norm1"),
                    Map.entry("encoder_attn", "src_attn"),
                    Map.entry("encoder_attn_layer_norm", "norm2"),
                    Map.entry("fc1", "feed_forward.w_1"),
                    Map.entry("fc2", "feed_forward.w_2"),
                    Map.entry("final_layer_norm", "norm3"),
                    Map.entry("embed_tokens", "embed.0"),
                    Map.entry("layers", "decoders"),
                    Map.entry("layer_norm", "after_norm")));

    private final double epsilon;
    private final Map<String, String> names;

    Convention(double epsilon, Map<String, String> names) {
        this.epsilon = epsilon;
        this.names = names;
    }

    /** What layer norms add to a variance. */
    double epsilon() {
        return epsilon;
    }

    /** The name here of what fairseq calls so. */
    String name(String fairseq) {
        return names.getOrDefault(fairseq, fairseq);
    }
}
