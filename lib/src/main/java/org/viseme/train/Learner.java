package org.viseme.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.viseme.nn.Layer;
import org.viseme.torch.Ema;
import org.viseme.torch.FusedAdam;
import org.viseme.torch.MemoryFormat;
import org.viseme.torch.RunningMean;

/** A network that learns: its weights, the optimizer that changes them, and its running average. */
final class Learner<N extends Layer> implements AutoCloseable {
    private final String name;
    private final N network;
    private final Optimization how;
    private final FusedAdam optimizer;
    private final Ema average;
    private FiniteGuard guard;

    /**
     * @param name of this part of the training
     * @param network initialized and trainable
     * @param averaged whether an average of the weights is kept; as far as the settings ask for one
     * @param format of the weights, their gradients and all that is made from them
     */
    Learner(String name, N network, Optimization how, boolean averaged, MemoryFormat format, NDManager manager) {
        this(name, network, how, how.adamSettings(), averaged, format, manager);
    }

    private Learner(
            String name,
            N network,
            Optimization how,
            FusedAdam.Settings adam,
            boolean averaged,
            MemoryFormat format,
            NDManager manager) {
        network.setMemoryFormat(format);
        this.name = name;
        this.network = network;
        this.how = how;
        this.optimizer = new FusedAdam(manager, network.weights(), adam);
        this.average = averaged && how.emaDecay() > 0 ? new Ema(manager, network.state()) : null;
    }

    /** One whose losses do not always need the whole network; averaged as far as the settings ask for it. */
    static <N extends Layer> Learner<N> ofParts(String name, N network, Optimization how, NDManager manager) {
        return new Learner<>(
                name,
                network,
                how,
                how.adamSettings().withPartial(),
                true,
                how.memoryFormat(manager.getDevice()),
                manager);
    }

    N network() {
        return network;
    }

    FusedAdam optimizer() {
        return optimizer;
    }

    /** Arrays that a checkpoint keeps, by part. */
    Map<String, Map<String, NDArray>> parts() {
        Map<String, Map<String, NDArray>> parts = new LinkedHashMap<>();
        parts.put(name, network.state());
        parts.put(name + "-optimizer", optimizer.state());
        if (average != null) {
            parts.put(name + "-average", average.state());
        }
        return parts;
    }

    /**
     * One update from the gradients that are there.
     *
     * @param step counted from 0
     * @param means gets the norm of the gradient
     */
    void step(long step, RunningMean means) {
        means.add(name + "_gradient", optimizer.step(how.rateAt(step)));
        if (average != null) {
            average.update(how.emaDecay());
        }
    }

    /**
     * Steps that were skipped since the last call, because a gradient was not finite.
     *
     * @throws org.viseme.VisemeException when too many were
     */
    int skipped(Path run, long done) {
        if (guard == null) {
            guard = new FiniteGuard(run, done);
        }
        return guard.check(done, optimizer);
    }

    /** Puts the averaged weights into the network until it is closed; does nothing where none are kept. */
    Averaged averaged() {
        Ema.Applied applied = average == null ? null : average.applied();
        return () -> {
            if (applied != null) {
                applied.close();
            }
        };
    }

    /** The time in which a network holds its averaged weights. */
    @FunctionalInterface
    interface Averaged extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    public void close() {
        optimizer.close();
        if (average != null) {
            average.close();
        }
    }
}
