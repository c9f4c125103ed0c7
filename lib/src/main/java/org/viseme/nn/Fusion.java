package org.viseme.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.viseme.torch.TorchScript;

/**
 * One native call in the making: layers write statements over named values, and what lies between them is freed at
 * once. The text depends on configurations alone, never on sizes of data, so that few functions are ever compiled.
 */
final class Fusion {
    private final Pass pass;
    private final List<String> names = new ArrayList<>();
    private final List<NDArray> arrays = new ArrayList<>();
    private final StringBuilder body = new StringBuilder();
    private final Map<AttentionMaps.Source, String> maps = new LinkedHashMap<>();
    private int values;

    Fusion(Pass pass) {
        this.pass = pass;
    }

    Pass pass() {
        return pass;
    }

    /** A name for an array. Results belong to the manager of the first array that gets one. */
    String input(NDArray array) {
        String name = "a" + arrays.size();
        names.add(name);
        arrays.add(array);
        return name;
    }

    /** A name for the value of a TorchScript expression. */
    String let(String expression, Object... operands) {
        String name = "v" + values++;
        body.append(name).append(" = ").append(expression.formatted(operands)).append('\n');
        return name;
    }

    /** The value in the type in which convolutions and products compute. */
    String cast(String value) {
        return pass.precision().cast(value);
    }

    /** The value with elements set to zero at random while a network is trained, and the others made larger for it. */
    String dropout(String value, double rate) {
        return pass.training() && rate > 0 ? let("torch.dropout(%s, %s, True)", value, rate) : value;
    }

    /** Whether somebody wants to see what attention looks at. */
    boolean recording() {
        return pass.maps().isPresent();
    }

    /** Hands a value to {@link Pass#maps} when the call has run. */
    void record(Layer layer, String role, String map) {
        maps.put(new AttentionMaps.Source(layer, role), let("torch.to(torch.detach(%s), 6)", map));
    }

    NDArray run(String result) {
        return run(List.of(result)).singletonOrThrow();
    }

    NDList run(List<String> results) {
        NDArray[] given = arrays.toArray(NDArray[]::new);
        if (results.size() == 1 && maps.isEmpty()) {
            return new NDList(
                    TorchScript.of(names, body + "return " + results.getFirst()).apply(given));
        }
        List<String> all = new ArrayList<>(results);
        all.addAll(maps.values());
        NDList computed = TorchScript.of(names, "List[Tensor]", body + "return [" + String.join(", ", all) + "]")
                .applyAll(given);
        int next = results.size();
        for (AttentionMaps.Source source : maps.keySet()) {
            pass.maps().orElseThrow().add(source, computed.get(next++));
        }
        return computed.subNDList(0, results.size());
    }
}
