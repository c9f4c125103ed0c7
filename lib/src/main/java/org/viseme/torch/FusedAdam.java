package org.viseme.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adam (Kingma and Ba, 2015) over all parameters of one network in one native call, with decoupled weight decay where
 * it is asked for, clipping by the global norm, and a state that can be saved. One optimizer a network: it reads and
 * clears the gradients of its own parameters and touches no others.
 *
 * <p>A step whose gradient is not finite changes nothing but the count of such steps: one bad batch costs one update
 * and not the network. Nothing here waits for the device except {@link #skipped} and {@link #skippedInARow}.
 */
public final class FusedAdam implements AutoCloseable {
    private final NDManager manager;
    private final Map<String, NDArray> parameters;
    private final NDList values;
    private final NDList firstMoments = new NDList();
    private final NDList secondMoments = new NDList();
    private final NDList steps = new NDList();
    private final NDArray norm;
    private final NDArray skipped;
    private final NDArray skippedInARow;
    private final Settings settings;

    /**
     * @param beta1 share of the first moment that is kept a step
     * @param beta2 share of the second moment that is kept a step
     * @param epsilon added to the root of the second moment
     * @param weightDecay decoupled decay (AdamW); 0 for plain Adam
     * @param clipNorm largest global norm of the gradient; 0 for no clipping
     * @param partial whether a loss may leave parameters out, and whether some may require no gradient: all of these stay
     *     as they are, with their moments and their age, which the first moments' correction goes by; otherwise both
     *     are errors
     */
    public record Settings(
            double beta1, double beta2, double epsilon, double weightDecay, double clipNorm, boolean partial) {
        /** For a loss in which all parameters take part. */
        public Settings(double beta1, double beta2, double epsilon, double weightDecay, double clipNorm) {
            this(beta1, beta2, epsilon, weightDecay, clipNorm, false);
        }

        /** PyTorch's defaults, which Wav2Lip's training uses. */
        public static Settings defaults() {
            return new Settings(0.9, 0.999, 1e-8, 0, 0);
        }

        public Settings withClipNorm(double norm) {
            return new Settings(beta1, beta2, epsilon, weightDecay, norm, partial);
        }

        public Settings withBetas(double first, double second) {
            return new Settings(first, second, epsilon, weightDecay, clipNorm, partial);
        }

        public Settings withWeightDecay(double decay) {
            return new Settings(beta1, beta2, epsilon, decay, clipNorm, partial);
        }

        /** For networks whose losses do not always need all of them: parts that are frozen for a while, or left out. */
        public Settings withPartial() {
            return new Settings(beta1, beta2, epsilon, weightDecay, clipNorm, true);
        }
    }

    /**
     * @param parent owns the moments until this optimizer is closed
     * @param parameters trainable arrays by state name; they must require gradients
     */
    public FusedAdam(NDManager parent, Map<String, NDArray> parameters, Settings settings) {
        this.manager = parent.newSubManager();
        this.parameters = new LinkedHashMap<>(parameters);
        this.values = new NDList(parameters.values());
        this.norm = manager.zeros(new Shape());
        this.skipped = manager.zeros(new Shape());
        this.skippedInARow = manager.zeros(new Shape());
        this.settings = settings;
        for (NDArray value : values) {
            firstMoments.add(zerosLike(value));
            secondMoments.add(zerosLike(value));
            steps.add(manager.zeros(new Shape()));
        }
    }

    /**
     * One update from the gradients that are there, which are then cleared. They add up over several {@link
     * GradientScope#backward} before it. A parameter without a gradient took no part in the loss: an error, unless that
     * is {@link Settings#partial expected}.
     *
     * @return the global norm of the gradient before clipping: this optimizer's own scalar on the device, which the
     *     next step overwrites
     */
    public NDArray step(double rate) {
        try (GradientScope off = GradientScope.off();
                // On the CPU: a rate that had to travel to the device would be waited for.
                NDManager scope = manager.newSubManager(Device.cpu())) {
            NDList counters = new NDList(norm, skipped, skippedInARow);
            NDArray learningRate = scope.create((float) rate);
            List<NDList> arguments = learnt(scope);
            if (arguments.getFirst().isEmpty()) {
                return norm;
            }
            arguments.add(counters);
            arguments.add(new NDList(learningRate));
            update().applyLists(scope, arguments);
            return norm;
        }
    }

    /** Number of steps so far whose gradient was not finite; waits for the device. */
    public int skipped() {
        return (int) skipped.getFloat();
    }

    /** Number of steps since the last one whose gradient was finite; waits for the device. */
    public int skippedInARow() {
        return (int) skippedInARow.getFloat();
    }

    /** Clears the gradients without a step, as before the second half-step of a GAN. */
    public void clearGradients() {
        for (NDArray value : values) {
            if (((PtNDArray) value).hasGradient()) {
                try (PtNDArray gradient = JniUtils.getGradient((PtNDArray) value)) {
                    if (gradient != null) {
                        JniUtils.zeroGrad((PtNDArray) value);
                    }
                }
            }
        }
    }

    /**
     * The moments and step counts, by {@code NAME.exp_avg}, {@code NAME.exp_avg_sq} and {@code NAME.step}. The arrays
     * are this optimizer's own: copy them out before the next step.
     */
    public Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        int i = 0;
        for (String name : parameters.keySet()) {
            state.put(name + ".exp_avg", firstMoments.get(i));
            state.put(name + ".exp_avg_sq", secondMoments.get(i));
            state.put(name + ".step", steps.get(i));
            i++;
        }
        return state;
    }

    /** Parameters, gradients, both moments and step counts of those that are learnt. */
    private List<NDList> learnt(NDManager scope) {
        List<NDList> learnt =
                new ArrayList<>(List.of(new NDList(), new NDList(), new NDList(), new NDList(), new NDList()));
        List<String> missing = new ArrayList<>();
        int i = 0;
        for (Map.Entry<String, NDArray> parameter : parameters.entrySet()) {
            NDArray value = parameter.getValue();
            NDArray gradient = value.hasGradient() ? JniUtils.getGradient((PtNDArray) value) : null;
            if (gradient != null) {
                gradient.attach(scope);
                learnt.get(0).add(value);
                learnt.get(1).add(gradient);
                learnt.get(2).add(firstMoments.get(i));
                learnt.get(3).add(secondMoments.get(i));
                learnt.get(4).add(steps.get(i));
            } else if (!settings.partial) {
                missing.add(parameter.getKey());
            }
            i++;
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("no gradient reached " + missing);
        }
        return learnt;
    }

    private TorchScript update() {
        String clip = settings.clipNorm == 0 ? "" : """
                scale = torch.clamp_max(torch.mul(torch.reciprocal(torch.add(norm, 1e-06)), %s), 1.0)
                torch._foreach_mul_(g, scale)
                """.formatted(TorchOps.number(settings.clipNorm));
        String adam = """
                torch.%s(%%s, found_inf=%%s, lr=rate[0], beta1=%s, beta2=%s, weight_decay=%s, eps=%s,
                    amsgrad=False, maximize=False, grad_scale=None)
                """.formatted(
                        settings.weightDecay == 0 ? "_fused_adam_" : "_fused_adamw_",
                        TorchOps.number(settings.beta1),
                        TorchOps.number(settings.beta2),
                        TorchOps.number(settings.weightDecay),
                        TorchOps.number(settings.epsilon));
        String all = """
                torch._foreach_add_(t, finite)
                """ + adam.formatted("p, g, m, v, empty, t", "skip");
        // A gradient that no loss reached is 0 from the second step on: only its device knows it from the others.
        String reached = """
                for i in range(torch.len(p)):
                    hold = torch.maximum(skip, torch.to(torch.eq(norms[i], 0.0), 6))
                    torch.add_(t[i], torch.rsub(hold, 1.0))
                """
                + adam.formatted("[p[i]], [g[i]], [m[i]], [v[i]], empty, [t[i]]", "hold")
                        .indent(4);
        return TorchScript.of(
                List.of("p[]", "g[]", "m[]", "v[]", "t[]", "c[]", "rate[]"), "List[Tensor]", """
                norms = torch._foreach_norm(g, 2)
                norm = torch.copy_(c[0], torch.norm(torch.stack(norms)))
                finite = torch.to(torch.isfinite(norm), 6)
                skip = torch.rsub(finite, 1.0)
                skipped = torch.add_(c[1], skip)
                in_a_row = torch.mul_(torch.add_(c[2], skip), skip)
                empty = annotate(List[Tensor], [])
                %s
                %s
                torch._foreach_zero_(g)
                return empty
                """.formatted(
                                clip, settings.partial ? reached : all));
    }

    /** Zeros in the memory format of their parameter: the fused update refuses to mix formats. */
    private NDArray zerosLike(NDArray value) {
        NDArray zeros = TorchScript.of(List.of("x"), "return torch.zeros_like(torch.detach(x))")
                .apply(value);
        zeros.attach(manager);
        return zeros;
    }

    @Override
    public void close() {
        manager.close();
    }
}
