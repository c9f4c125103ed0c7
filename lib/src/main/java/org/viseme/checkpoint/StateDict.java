package org.viseme.checkpoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The parameters and buffers of a network under their published names, in the order in which they were put. */
public final class StateDict {
    private final Map<String, TensorData> tensors = new LinkedHashMap<>();

    /** Adds or replaces a tensor. */
    public StateDict put(String name, TensorData tensor) {
        tensors.put(name, tensor);
        return this;
    }

    /** Adds or replaces all tensors of another state. */
    public StateDict putAll(StateDict other) {
        tensors.putAll(other.tensors);
        return this;
    }

    /**
     * The tensor of a name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public TensorData get(String name) {
        TensorData tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor is named " + name);
        }
        return tensor;
    }

    /** Whether there is a tensor of this name. */
    public boolean contains(String name) {
        return tensors.containsKey(name);
    }

    /** The names in order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    /** All entries in order, read-only. */
    public Map<String, TensorData> asMap() {
        return Collections.unmodifiableMap(tensors);
    }

    /** The number of tensors. */
    public int size() {
        return tensors.size();
    }

    /** Whether there are no tensors. */
    public boolean isEmpty() {
        return tensors.isEmpty();
    }

    /** The number of elements of all tensors. */
    public long elements() {
        return tensors.values().stream().mapToLong(TensorData::elements).sum();
    }

    /**
     * The same tensors under other names.
     *
     * @throws IllegalArgumentException when two tensors would get one name
     */
    public StateDict renamed(UnaryOperator<String> renaming) {
        StateDict result = new StateDict();
        tensors.forEach((name, tensor) -> {
            String renamed = renaming.apply(name);
            if (result.tensors.put(renamed, tensor) != null) {
                throw new IllegalArgumentException("two tensors would be named " + renamed);
            }
        });
        return result;
    }

    /**
     * Without a prefix that all names have, such as the {@code module.} of data-parallel training; unchanged when one
     * name lacks it.
     */
    public StateDict withoutPrefix(String prefix) {
        boolean everywhere = tensors.keySet().stream().allMatch(name -> name.startsWith(prefix));
        return everywhere ? renamed(name -> name.substring(prefix.length())) : this;
    }

    /** The tensors whose names start with a prefix, named without it; the inverse of {@link #prefixed}. */
    public StateDict subset(String prefix) {
        StateDict result = new StateDict();
        tensors.forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                result.put(name.substring(prefix.length()), tensor);
            }
        });
        return result;
    }

    /** The same tensors with a prefix before each name. */
    public StateDict prefixed(String prefix) {
        return renamed(name -> prefix + name);
    }

    /** The same state with floating-point tensors as another type; integers and booleans stay as they are. */
    public StateDict as(DType floating) {
        StateDict result = new StateDict();
        tensors.forEach((name, tensor) -> result.put(name, tensor.dtype().isFloating() ? tensor.as(floating) : tensor));
        return result;
    }

    /** What keeps {@code actual} from being loaded where {@code expected} is needed. */
    public static Differences compare(StateDict expected, StateDict actual) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        expected.tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        return compare(shapes, actual);
    }

    /** What keeps {@code actual} from being loaded where tensors of these names and shapes are needed. */
    public static Differences compare(Map<String, long[]> expected, StateDict actual) {
        List<String> missing = new ArrayList<>();
        List<Differences.WrongShape> wrong = new ArrayList<>();
        expected.forEach((name, shape) -> {
            TensorData tensor = actual.tensors.get(name);
            if (tensor == null) {
                missing.add(name);
            } else if (!Arrays.equals(shape, tensor.shape())) {
                wrong.add(new Differences.WrongShape(name, Arrays.toString(shape), Arrays.toString(tensor.shape())));
            }
        });
        List<String> unexpected = new ArrayList<>(actual.tensors.keySet());
        unexpected.removeIf(expected::containsKey);
        return new Differences(missing, unexpected, wrong);
    }

    /** Equal tensors under equal names in equal order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof StateDict that
                && tensors.equals(that.tensors)
                && new ArrayList<>(tensors.keySet()).equals(new ArrayList<>(that.tensors.keySet()));
    }

    @Override
    public int hashCode() {
        return tensors.hashCode();
    }

    /** A line for each tensor: name, type and shape. */
    @Override
    public String toString() {
        int width = tensors.keySet().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder text = new StringBuilder();
        tensors.forEach(
                (name, tensor) -> text.append(String.format("%-" + Math.max(1, width) + "s  %s%n", name, tensor)));
        return text.append(String.format("%d tensors, %,d elements", size(), elements()))
                .toString();
    }
}
