package org.viseme.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.viseme.torch.GradientScope;
import org.viseme.torch.TorchOps;

/** Copies between the arrays of a living network and a {@link StateDict}. */
public final class NetworkState {
    private static final String BATCH_COUNT = ".num_batches_tracked";

    private NetworkState() {}

    /** A copy of arrays, by name, as 32-bit tensors. */
    public static StateDict copyOf(Map<String, NDArray> arrays) {
        StateDict state = new StateDict();
        try (GradientScope off = GradientScope.off()) {
            arrays.forEach((name, array) -> state.put(
                    name, TensorData.of(array.toFloatArray(), array.getShape().getShape())));
        }
        return state;
    }

    /**
     * Fills arrays from a state of exactly their names and shapes, whatever its floating type.
     *
     * @param source what the state came from, for messages
     * @throws org.viseme.VisemeException when names or shapes differ; nothing has been changed then
     */
    public static void load(Map<String, NDArray> arrays, StateDict state, String source) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        arrays.forEach((name, array) -> shapes.put(name, array.getShape().getShape()));
        StateDict.compare(shapes, state).orThrow(source);
        arrays.forEach((name, array) -> fill(array, state.get(name)));
    }

    /**
     * A state with the counts of batches that batch norms have in PyTorch since 0.4.1: files from before lack them, and
     * nothing reads them.
     *
     * @param shapes the names and shapes that are needed
     */
    public static StateDict withBatchCounts(StateDict state, Map<String, long[]> shapes) {
        StateDict complete = new StateDict().putAll(state);
        shapes.forEach((name, shape) -> {
            if (name.endsWith(BATCH_COUNT) && !state.contains(name)) {
                complete.put(name, TensorData.of(new float[1], shape));
            }
        });
        return complete;
    }

    private static void fill(NDArray array, TensorData tensor) {
        if (array.getDataType() != DataType.FLOAT32) {
            throw new IllegalArgumentException("array of " + array.getDataType());
        }
        try (NDArray values = array.getManager().create(tensor.toFloats(), array.getShape())) {
            TorchOps.assign(array, values);
        }
    }
}
