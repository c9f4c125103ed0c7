package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Optional;

/**
 * Multi-head attention (Vaswani et al., "Attention is all you need", 2017, section 3.2.2): each query takes a weighted
 * mean of values, the weights being the softmax of its products with keys. Products with {@code k_proj}, {@code
 * v_proj}, {@code q_proj} and {@code out_proj}. Hands its weights, (batch, heads, queries, keys), to {@link Pass#maps};
 * without that the whole matrix of weights is not kept.
 */
public sealed class MultiHeadAttention extends Layer permits RelativeAttention, WindowAttention {
    /** A weight of exactly zero behind a softmax, in 32 and in 16 bits. */
    private static final String FORBIDDEN = "-1.0e9";

    private final int width;
    private final int memoryWidth;
    private final int heads;
    private final double dropout;
    private final Linear keyProjection;
    private final Linear valueProjection;
    private final Linear queryProjection;
    private final Linear outProjection;

    /** Names in a call of what queries look at: (batch, heads, keys, width / heads) each. */
    record Memory(String keys, String values) {}

    /**
     * @param width of queries and results
     * @param memoryWidth of what keys and values are made of
     * @param dropout of weights, in training
     */
    public MultiHeadAttention(int width, int memoryWidth, int heads, double dropout) {
        this(width, memoryWidth, heads, dropout, Convention.FAIRSEQ);
    }

    MultiHeadAttention(int width, int memoryWidth, int heads, double dropout, Convention convention) {
        if (heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException("a width of " + width + " in " + heads + " heads");
        }
        this.width = width;
        this.memoryWidth = memoryWidth;
        this.heads = heads;
        this.dropout = DropoutRates.require("dropout of attention", dropout);
        keyProjection = add(convention.name("k_proj"), new Linear(memoryWidth, width));
        valueProjection = add(convention.name("v_proj"), new Linear(memoryWidth, width));
        queryProjection = add(convention.name("q_proj"), new Linear(width, width));
        outProjection = add(convention.name("out_proj"), new Linear(width, width));
    }

    /**
     * @param inputs queries (batch, queries, width); what they look at (batch, keys, memory width); where that is
     *     padding, (batch, keys), boolean, may be left out
     * @return (batch, queries, width)
     * @throws IllegalArgumentException when the shapes are others
     */
    @Override
    public NDList forward(NDList inputs, Pass pass) {
        NDArray queries = requireSequences(inputs.get(0), width);
        NDArray memory = requireSequences(inputs.get(1), memoryWidth);
        countMemory(pass, memory.getShape().get(0) * memory.getShape().get(1));
        countAttention(
                pass,
                queries.getShape().get(0),
                queries.getShape().get(1),
                memory.getShape().get(1));
        Fusion call = new Fusion(pass);
        String asked = call.input(queries);
        Memory seen = remember(call, call.input(memory));
        Optional<String> padding = inputs.size() > 2 ? Optional.of(call.input(inputs.get(2))) : Optional.empty();
        return new NDList(call.run(attend(call, asked, seen, padding, false)));
    }

    /** Keys and values of what queries will look at. */
    final Memory remember(Fusion call, String memory) {
        return new Memory(
                inHeads(call, keyProjection.fuse(call, memory)), inHeads(call, valueProjection.fuse(call, memory)));
    }

    /**
     * What the queries take.
     *
     * @param padding the name of (batch, keys), true where there is nothing to be looked at
     * @param causal whether a query looks at no keys behind its own place
     */
    final String attend(Fusion call, String queries, Memory memory, Optional<String> padding, boolean causal) {
        return take(call, asked(call, queries), memory, hidden(call, padding), causal, "");
    }

    final String asked(Fusion call, String queries) {
        return inHeads(call, queryProjection.fuse(call, queries));
    }

    /** Padding as it meets scores: (batch, 1, 1, keys). */
    static Optional<String> hidden(Fusion call, Optional<String> padding) {
        return padding.map(mask -> call.let("torch.unsqueeze(torch.unsqueeze(%s, 1), 1)", mask));
    }

    /**
     * What queries take that are in heads already.
     *
     * @param hidden what is not to be looked at, of a shape that meets (batch, heads, queries, keys)
     * @param role what the weights are recorded as, see {@link AttentionMaps#byName}
     */
    final String take(Fusion call, String asked, Memory memory, Optional<String> hidden, boolean causal, String role) {
        String taken = call.recording()
                ? weigh(call, asked, memory, hidden, Optional.empty(), causal, role)
                : call.let(
                        "torch.scaled_dot_product_attention(%s, %s, %s, %s, %s, %s)",
                        asked,
                        memory.keys(),
                        memory.values(),
                        hidden.map("torch.logical_not(%s)"::formatted).orElse("None"),
                        rate(call),
                        causal ? "True" : "False");
        return together(call, taken);
    }

    /**
     * The same with something added to the scaled scores.
     *
     * @param bias the name of (batch, heads, queries, keys)
     */
    final String take(Fusion call, String asked, Memory memory, Optional<String> hidden, String bias) {
        if (call.recording()) {
            return together(call, weigh(call, asked, memory, hidden, Optional.of(bias), false, ""));
        }
        String mask = hidden.map(places -> call.let("torch.masked_fill(%s, %s, %s)", bias, places, FORBIDDEN))
                .orElse(bias);
        return together(
                call,
                call.let(
                        "torch.scaled_dot_product_attention(%s, %s, %s, %s, %s, False)",
                        asked, memory.keys(), memory.values(), mask, rate(call)));
    }

    private double rate(Fusion call) {
        return call.pass().training() ? dropout : 0;
    }

    /** Step by step, so that the weights can be seen. */
    private String weigh(
            Fusion call,
            String queries,
            Memory memory,
            Optional<String> hidden,
            Optional<String> bias,
            boolean causal,
            String role) {
        String scores =
                call.let("torch.div(torch.matmul(%s, torch.transpose(%s, 2, 3)), %s)", queries, memory.keys(), scale());
        if (bias.isPresent()) {
            scores = call.let("torch.add(%s, %s)", scores, bias.get());
        }
        if (hidden.isPresent()) {
            scores = call.let("torch.masked_fill(%s, %s, %s)", scores, hidden.get(), FORBIDDEN);
        }
        if (causal) {
            String later = call.let("torch.gt(torch.triu(torch.ones_like(%s), 1), 0)", scores);
            scores = call.let("torch.masked_fill(%s, %s, %s)", scores, later, FORBIDDEN);
        }
        String weights = call.let("torch.softmax(%s, -1)", scores);
        call.record(this, role, weights);
        return call.let("torch.matmul(%s, %s)", call.dropout(weights, dropout), memory.values());
    }

    /** What products of queries and keys are divided by. */
    final double scale() {
        return Math.sqrt(width / (double) heads);
    }

    /** (batch, time, width) as (batch, heads, time, width / heads). */
    final String inHeads(Fusion call, String x) {
        return call.let(
                "torch.transpose(torch.reshape(%s, [torch.size(%s, 0), torch.size(%s, 1), %d, %d]), 1, 2)",
                x, x, x, heads, width / heads);
    }

    private String together(Fusion call, String taken) {
        return outProjection.fuse(call, call.let("torch.flatten(torch.transpose(%s, 1, 2), 2)", taken));
    }

    final void countMemory(Pass pass, long keys) {
        pass.multiplyAdds().accept(2 * keys * memoryWidth * width);
    }

    final void countAttention(Pass pass, long batch, long queries, long keys) {
        pass.multiplyAdds().accept(2 * batch * queries * width * (width + keys));
    }
}
