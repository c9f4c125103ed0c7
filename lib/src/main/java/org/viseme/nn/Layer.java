package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.viseme.torch.MemoryFormat;
import org.viseme.torch.Torch;
import org.viseme.torch.TorchOps;

/**
 * A part of a network that knows its channels when it is constructed, so that its arrays can be made before any data is
 * seen and carry the names that the published checkpoints use: names of layers and arrays joined by dots, in the order
 * in which they were added. A network is a layer whose {@link #forward(NDList, Pass)} is its data flow.
 */
public abstract class Layer extends AbstractBlock {
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final Map<String, Layer> layers = new LinkedHashMap<>();

    /** The value that an array starts with: element by element, from a seeded generator. */
    @FunctionalInterface
    public interface Initial {
        float next(SplittableRandom random);

        static Initial constant(float value) {
            return random -> value;
        }

        /** Uniform in plus or minus {@code bound}. */
        static Initial uniform(double bound) {
            return random -> (float) (bound * (2 * random.nextDouble() - 1));
        }
    }

    private record Slot(Parameter parameter, Shape shape, Initial initial) {
        NDArray array() {
            return parameter.getArray();
        }

        boolean trainable() {
            return parameter.requiresGradient();
        }
    }

    /**
     * The data flow.
     *
     * @param inputs as the network documents; results belong to the manager of the first
     */
    public abstract NDList forward(NDList inputs, Pass pass);

    protected final <L extends Layer> L add(String name, L layer) {
        layers.put(name, layer);
        return addChildBlock(name, layer);
    }

    protected final Parameter addWeight(String name, Initial initial, long... shape) {
        return addArray(name, Parameter.Type.OTHER, true, initial, shape);
    }

    /** An array that no optimizer may touch: the statistics of a batch norm. */
    protected final Parameter addBuffer(String name, Initial initial, long... shape) {
        return addArray(name, Parameter.Type.RUNNING_MEAN, false, initial, shape);
    }

    private Parameter addArray(String name, Parameter.Type type, boolean trainable, Initial initial, long... shape) {
        Parameter parameter = addParameter(Parameter.builder()
                .setName(name)
                .setType(type)
                .optRequiresGrad(trainable)
                .build());
        slots.put(name, new Slot(parameter, new Shape(shape), initial));
        return parameter;
    }

    /** Takes a layer's arrays out, when folding has made them part of another's. */
    protected final void drop(Layer child) {
        child.slots.values().forEach(slot -> slot.parameter().close());
        child.slots.clear();
    }

    /**
     * Makes all arrays, on the manager's device, from a seed: the same seed gives the same network.
     *
     * @param manager owns the arrays
     */
    public final void initialize(NDManager manager, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        walk("", (name, slot) -> {
            int size = Math.toIntExact(slot.shape().size());
            FloatBuffer values = FloatBuffer.allocate(size);
            for (int i = 0; i < size; i++) {
                values.put(slot.initial().next(random));
            }
            slot.parameter().setArray(Torch.create(manager, values.flip(), slot.shape(), DataType.FLOAT32));
        });
        setTrainable(true);
    }

    /** All arrays by published state name, statistics included, in the order of the published state dictionary. */
    public final Map<String, NDArray> state() {
        Map<String, NDArray> state = new LinkedHashMap<>();
        walk("", (name, slot) -> state.put(name, slot.array()));
        return state;
    }

    /** The shapes of {@link #state()}, known before {@link #initialize}. */
    public final Map<String, long[]> stateShapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        walk("", (name, slot) -> shapes.put(name, slot.shape().getShape()));
        return shapes;
    }

    /** The arrays that an optimizer updates, by state name. */
    public final Map<String, NDArray> weights() {
        Map<String, NDArray> weights = new LinkedHashMap<>();
        walk("", (name, slot) -> {
            if (slot.trainable()) {
                weights.put(name, slot.array());
            }
        });
        return weights;
    }

    /** Number of values that an optimizer updates. */
    public final long weightCount() {
        AtomicLong count = new AtomicLong();
        walk("", (name, slot) -> count.addAndGet(slot.trainable() ? slot.shape().size() : 0));
        return count.get();
    }

    /**
     * Whether gradients are computed for the weights. Statistics never get any: unlike the engine's own freezing,
     * thawing does not hand them to the optimizer. A frozen network still lets gradients through to its inputs; run it
     * with {@code training} false, or its statistics go on changing.
     */
    public final void setTrainable(boolean trainable) {
        weights().values().forEach(array -> array.setRequiresGradient(trainable));
    }

    /**
     * Reorders the weights of convolutions over pictures in place. What they compute follows the order of their
     * weights, so nothing else has to be converted. To be called before an optimizer or an average is made.
     */
    public final void setMemoryFormat(MemoryFormat format) {
        walk("", (name, slot) -> {
            if (slot.shape().dimension() == 4) {
                TorchOps.reorder(slot.array(), format);
            }
        });
    }

    /**
     * Makes the layer and those in it as fast as they can be for inference; afterwards it cannot be trained or saved.
     */
    public void foldForInference() {
        layers.values().forEach(Layer::foldForInference);
    }

    /** All layers in this one with the names that those of their arrays begin with. */
    final Map<Layer, String> names() {
        Map<Layer, String> names = new LinkedHashMap<>();
        layers.forEach((name, layer) -> {
            names.put(layer, name);
            layer.names().forEach((inner, rest) -> names.put(inner, name + "." + rest));
        });
        return names;
    }

    /**
     * The array itself, when it is (batch, channels, height, width).
     *
     * @throws IllegalArgumentException with the layer's name when it is not
     */
    final NDArray requireFeatures(NDArray features, long channels) {
        Shape shape = features.getShape();
        if (shape.dimension() != 4 || shape.get(1) != channels) {
            throw new IllegalArgumentException("%s: features of shape %s instead of (batch, %s, height, width)"
                    .formatted(getClass().getSimpleName(), shape, channels < 0 ? "channels" : channels));
        }
        return features;
    }

    /**
     * The array itself, when its last axis has that size.
     *
     * @throws IllegalArgumentException with the layer's name when it has not
     */
    final NDArray requireWidth(NDArray array, long width) {
        Shape shape = array.getShape();
        if (shape.dimension() == 0 || shape.get(shape.dimension() - 1) != width) {
            throw new IllegalArgumentException("%s: an array of shape %s instead of (..., %d)"
                    .formatted(getClass().getSimpleName(), shape, width));
        }
        return array;
    }

    /**
     * The array itself, when it is (batch, time, width).
     *
     * @throws IllegalArgumentException with the layer's name when it is not
     */
    final NDArray requireSequences(NDArray sequences, long width) {
        Shape shape = sequences.getShape();
        if (shape.dimension() != 3 || shape.get(2) != width) {
            throw new IllegalArgumentException("%s: sequences of shape %s instead of (batch, time, %d)"
                    .formatted(getClass().getSimpleName(), shape, width));
        }
        return sequences;
    }

    private void walk(String prefix, BiConsumer<String, Slot> visitor) {
        slots.forEach((name, slot) -> visitor.accept(prefix + name, slot));
        layers.forEach((name, layer) -> layer.walk(prefix + name + ".", visitor));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> options) {
        return forward(inputs, training ? Pass.TRAINING : Pass.INFERENCE);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList inputs = new NDList();
            for (Shape shape : inputShapes) {
                inputs.add(manager.zeros(shape));
            }
            return forward(inputs, Pass.INFERENCE).getShapes();
        }
    }

    /** A table of the arrays with their shapes, and the number of weights. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(getClass().getSimpleName());
        text.append(String.format(", %,d weights%n", weightCount()));
        stateShapes().forEach((name, shape) -> text.append(String.format("  %-52s %s%n", name, new Shape(shape))));
        return text.toString();
    }
}
