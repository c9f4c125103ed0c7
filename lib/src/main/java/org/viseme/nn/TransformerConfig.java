package org.viseme.nn;

import org.viseme.VisemeException;

/**
 * A stack of transformer layers (Vaswani et al., "Attention is all you need", 2017) that normalise before attention and
 * feed-forward, not after.
 *
 * @param width values of a position
 * @param hidden values between the two products of the feed-forward
 * @param heads of attention; must divide {@code width}
 * @param activation between the two products of the feed-forward
 */
public record TransformerConfig(
        int layers, int width, int hidden, int heads, Activation activation, DropoutRates dropout) {
    /** What makes a feed-forward more than one product. */
    public enum Activation {
        GELU("torch.gelu(%s)"),
        RELU("torch.relu(%s)");

        private final String script;

        Activation(String script) {
            this.script = script;
        }

        String script(String value) {
            return script.formatted(value);
        }
    }

    public TransformerConfig {
        if (layers < 1 || width < 1 || hidden < 1 || heads < 1 || width % heads != 0) {
            throw new VisemeException(
                    "layers=%d, width=%d, hidden=%d, heads=%d".formatted(layers, width, hidden, heads),
                    "is no transformer",
                    "use positive numbers, and heads that divide the width");
        }
    }

    public TransformerConfig withDropout(DropoutRates rates) {
        return new TransformerConfig(layers, width, hidden, heads, activation, rates);
    }
}
