package org.viseme.nn;

import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.viseme.nn.CbamConfig.Attention;

/**
 * The convolutional block attention module with residual sums: {@code F' = F + F * channel(F)}, then {@code F'' = F' + F' *
 * spatial(F')} (AttnWav2Lip, equation 8), or one of the two alone for its ablations. Its parts are named {@code channel}
 * and {@code spatial}.
 */
public final class Cbam extends Layer {
    private static final Pattern PART = Pattern.compile(".*\\.(channel|spatial)\\.(hidden|mask)\\.weight");

    private final AttentionCall attention;

    /**
     * @param config with at least one module
     */
    public Cbam(int channels, CbamConfig config) {
        Attention attention = config.attention();
        if (attention == Attention.NONE) {
            throw new IllegalArgumentException("an attention block without attention");
        }
        List<ResidualAttention> parts = new ArrayList<>();
        if (attention != Attention.SPATIAL) {
            parts.add(add("channel", new ChannelAttention(channels, config.reduction())));
        }
        if (attention != Attention.CHANNEL) {
            parts.add(add("spatial", new SpatialAttention(channels, config.kernel())));
        }
        this.attention = new AttentionCall(parts);
    }

    /** Whether an array of a network, by its name, is one of an attention block in it. */
    public static boolean holds(String name) {
        return PART.matcher(name).matches();
    }

    /** Whether an array of a network, by its name, is the last layer of a module of one of these kinds. */
    public static boolean isMask(String name, Set<String> kinds) {
        return holds(name) && name.endsWith(".mask.weight") && kinds.contains(kind(name));
    }

    /** The kind of the module that an array belongs to, {@code channel} or {@code spatial}. */
    public static String kind(String name) {
        Matcher part = PART.matcher(name);
        if (!part.matches()) {
            throw new IllegalArgumentException(name + " is no array of an attention block");
        }
        return part.group(1);
    }

    @Override
    public NDList forward(NDList inputs, Pass pass) {
        return attention.apply(inputs.singletonOrThrow(), pass);
    }
}
