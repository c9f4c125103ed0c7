package org.viseme.checkpoint;

import java.util.HashMap;
import java.util.Map;

/**
 * What a name in a pickle stands for. The allowed names are these constants and nothing else: a name is looked up by
 * its exact module and exact name, and what it does is Java code chosen by the constant, never code found by a name.
 */
sealed interface PickleGlobal {
    /** {@code collections.OrderedDict}, called with nothing or with a list of pairs. */
    record OrderedDict() implements PickleGlobal {}

    /** {@code torch.Size}, called with a tuple of sizes. */
    record Size() implements PickleGlobal {}

    /** {@code torch._utils._rebuild_tensor} and {@code _rebuild_tensor_v2}. */
    record RebuildTensor(int fewestArguments, int mostArguments) implements PickleGlobal {}

    /** {@code torch._utils._rebuild_parameter}. */
    record RebuildParameter() implements PickleGlobal {}

    /** A typed storage class such as {@code torch.FloatStorage}; it stands in persistent ids and is never called. */
    record StorageClass(DType dtype) implements PickleGlobal {}

    /** A type such as {@code torch.float32}; a plain value. */
    record TypeName(DType dtype) implements PickleGlobal {}

    /** A name outside the list; it can be held and named, and does nothing. */
    record Unknown(String module, String name) implements PickleGlobal {
        @Override
        public String toString() {
            return module + "." + name;
        }
    }

    /** The meaning of a name; an {@link Unknown} for all but the listed ones. */
    static PickleGlobal resolve(String module, String name) {
        PickleGlobal known = Allowed.NAMES.getOrDefault(module, Map.of()).get(name);
        return known != null ? known : new Unknown(module, name);
    }

    /** The list. */
    final class Allowed {
        private static final Map<String, Map<String, PickleGlobal>> NAMES = names();

        private Allowed() {}

        private static Map<String, Map<String, PickleGlobal>> names() {
            Map<String, PickleGlobal> torch = new HashMap<>();
            torch.put("Size", new Size());
            for (DType type : DType.values()) {
                torch.put(type.storageClass(), new StorageClass(type));
                torch.put(type.torchName(), new TypeName(type));
            }
            Map<String, PickleGlobal> utils = Map.of(
                    "_rebuild_tensor", new RebuildTensor(4, 4),
                    "_rebuild_tensor_v2", new RebuildTensor(6, 7),
                    "_rebuild_parameter", new RebuildParameter());
            return Map.of(
                    "collections", Map.of("OrderedDict", new OrderedDict()),
                    "torch", Map.copyOf(torch),
                    "torch._utils", utils);
        }
    }
}
