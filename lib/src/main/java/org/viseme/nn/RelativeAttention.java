package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.Optional;

/**
 * Self-attention that knows how far apart positions are (Dai et al., "Transformer-XL", 2019, section 3.3): the score of
 * a query and a key is {@code (q + u) k + (q + v) p}, {@code p} being a product of the sines and cosines of their
 * distance. Named as in ESPnet.
 */
public final class RelativeAttention extends MultiHeadAttention {
    private final int width;
    private final AlternatingPositions positions;
    private final Parameter contentBias;
    private final Parameter placeBias;
    private final Linear placeProjection;

    /**
     * @param dropout of weights, in training
     */
    public RelativeAttention(int width, int heads, double dropout) {
        super(width, width, heads, dropout, Convention.ESPNET);
        this.width = width;
        positions = new AlternatingPositions(width);
        double bound = Math.sqrt(6.0 / (heads + width / heads));
        contentBias = addWeight("pos_bias_u", Initial.uniform(bound), heads, width / heads);
        placeBias = addWeight("pos_bias_v", Initial.uniform(bound), heads, width / heads);
        placeProjection = add("linear_pos", Linear.withoutBias(width, width));
    }

    /**
     * @param inputs (batch, time, width); where that is padding, (batch, time), boolean, may be left out
     * @return (batch, time, width)
     * @throws IllegalArgumentException when the shapes are others
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray x = requireSequences(inputs.get(0), width);
        count(pass, x.getShape());
        Fusion call = new Fusion(pass);
        String flow = call.input(x);
        Optional<String> padding = inputs.size() > 1 ? Optional.of(call.input(inputs.get(1))) : Optional.empty();
        return new NDList(call.run(fuse(call, flow, padding)));
    }

    void count(Pass pass, Shape shape) {
        long batch = shape.get(0);
        long time = shape.get(1);
        countMemory(pass, batch * time);
        countAttention(pass, batch, time, time);
        pass.multiplyAdds().accept((2 * time - 1) * width * (width + batch * time));
    }

    String fuse(Fusion call, String x, Optional<String> padding) {
        String query = asked(call, x);
        Memory memory = remember(call, x);
        String distances = inHeads(call, placeProjection.fuse(call, distances(call, x)));
        String byPlace = call.let(
                "torch.div(torch.matmul(%s, torch.transpose(%s, 2, 3)), %s)",
                biased(call, query, placeBias), distances, scale());
        return take(call, biased(call, query, contentBias), memory, hidden(call, padding), byKey(call, byPlace));
    }

    private String biased(Fusion call, String query, Parameter bias) {
        return call.let(
                "torch.add(%s, %s)", query, call.cast("torch.unsqueeze(" + call.input(bias.getArray()) + ", 1)"));
    }

    /** Sines and cosines of the distances from time - 1 down to 1 - time: (1, 2 time - 1, width). */
    private String distances(Fusion call, String x) {
        String ones = call.let("torch.ones_like(torch.select(torch.slice(torch.to(%s, 6), 0, 0, 1), 2, 0))", x);
        String places = call.let("torch.cumsum(torch.slice(torch.cat([%s, %s], 1), 1, 1), 1)", ones, ones);
        return positions.at(call, call.let("torch.rsub(%s, torch.size(%s, 1))", places, x));
    }

    /**
     * (batch, heads, queries, distances) as (batch, heads, queries, keys): read on in rows that are one longer, each
     * query begins one distance later.
     */
    private static String byKey(Fusion call, String byDistance) {
        String padded =
                call.let("torch.cat([torch.zeros_like(torch.slice(%s, 3, 0, 1)), %s], 3)", byDistance, byDistance);
        String turned = call.let(
                "torch.reshape(%s, [torch.size(%s, 0), torch.size(%s, 1), -1, torch.size(%s, 2)])",
                padded, byDistance, byDistance, byDistance);
        String shifted = call.let("torch.reshape(torch.slice(%s, 2, 1), torch.size(%s))", turned, byDistance);
        return call.let("torch.slice(%s, 3, 0, torch.size(%s, 2))", shifted, byDistance);
    }
}
