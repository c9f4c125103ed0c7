package org.viseme.checkpoint;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the state dictionary in what torch.save wrote: a bare dictionary of tensors, or one under {@code state_dict},
 * {@code model_state_dict} or {@code model} beside an optimizer and counters. Plain values of the top level become
 * metadata, settings (see {@link PthOptions}) become JSON metadata, optimizer states are left out.
 */
final class PthLayout {
    private static final List<String> STATES = List.of("state_dict", "model_state_dict", "model");
    private static final Set<String> SETTINGS = Set.of("args", "cfg", "task_state");
    private static final int NESTING = 3;
    private static final String PARALLEL_PREFIX = "module.";
    private static final int NAMES_IN_MESSAGE = 8;
    /** Views may overlap, so their values may exceed the file; they exceed it by little in real files. */
    private static final long SMALLEST_BUDGET = 64L << 20;

    private static final int BUDGET_PER_BYTE = 4;

    private final TorchContent content;
    private long budget;

    private PthLayout(TorchContent content, long fileSize) {
        this.content = content;
        this.budget = Math.max(SMALLEST_BUDGET, BUDGET_PER_BYTE * fileSize);
    }

    static Checkpoint arrange(TorchContent content, PthOptions options, long fileSize) {
        if (!content.unknown().isEmpty() && !options.inertRecords()) {
            throw RefusedException.unknownGlobals(content.unknown(), null);
        }
        return new PthLayout(content, fileSize).arrange();
    }

    private Checkpoint arrange() {
        if (!(content.value() instanceof Map<?, ?> top)) {
            throw new RefusedException("holds no dictionary", "give a checkpoint that is a dictionary of tensors");
        }
        refuseMisplacedRecords(top);
        Map<?, ?> dictionary = descend(top);
        boolean bare = dictionary == top;
        StateDict state = new StateDict();
        dictionary.forEach((key, value) -> {
            if (value instanceof TensorView view && key instanceof String name) {
                state.put(name, tensor(view));
            } else if (!bare) {
                throw new RefusedException(
                        "has the entry " + RefusedException.quote(String.valueOf(key))
                                + " in its state dictionary, which is not a tensor",
                        "save the state_dict() of the model again");
            }
        });
        if (state.isEmpty()) {
            String keys = String.join(
                    ", ",
                    top.keySet().stream()
                            .limit(NAMES_IN_MESSAGE)
                            .map(key -> RefusedException.quote(String.valueOf(key)))
                            .toList());
            throw new RefusedException(
                    "has no state dictionary (its keys are: " + keys + ")", "give a checkpoint of a network");
        }
        return new Checkpoint(state.withoutPrefix(PARALLEL_PREFIX), metadata(top));
    }

    private static Map<?, ?> descend(Map<?, ?> top) {
        Map<?, ?> current = top;
        for (int i = 0; i < NESTING; i++) {
            Map<?, ?> parent = current;
            Map<?, ?> inner = STATES.stream()
                    .map(parent::get)
                    .filter(Map.class::isInstance)
                    .map(value -> (Map<?, ?>) value)
                    .findFirst()
                    .orElse(null);
            if (inner == null) {
                return current;
            }
            current = inner;
        }
        return current;
    }

    private TensorData tensor(TensorView view) {
        budget -= view.bytes();
        if (budget < 0) {
            throw new RefusedException("its tensors are views that together are far larger than the file");
        }
        return content.tensor(view);
    }

    private static Map<String, String> metadata(Map<?, ?> top) {
        Map<String, String> metadata = new LinkedHashMap<>();
        top.forEach((key, value) -> {
            if (!(key instanceof String name)) {
                return;
            }
            boolean scalar = value instanceof String
                    || value instanceof Long
                    || value instanceof Double
                    || value instanceof Boolean
                    || value instanceof BigInteger;
            if (scalar) {
                metadata.put(name, value.toString());
            } else if (SETTINGS.contains(name) && value != null) {
                metadata.put(name, PickleJson.of(value).toString());
            }
        });
        return metadata;
    }

    private static void refuseMisplacedRecords(Map<?, ?> top) {
        Set<String> misplaced = new LinkedHashSet<>();
        top.forEach((key, value) -> {
            if (!(key instanceof String name && SETTINGS.contains(name))) {
                collectRecords(value, misplaced);
            }
        });
        if (!misplaced.isEmpty()) {
            throw RefusedException.misplacedGlobals(new ArrayList<>(misplaced));
        }
    }

    private static void collectRecords(Object value, Set<String> names) {
        if (value instanceof InertRecord record) {
            names.add(record.origin().toString());
            record.contents().forEach(item -> collectRecords(item, names));
        } else if (value instanceof PickleGlobal.Unknown unknown) {
            names.add(unknown.toString());
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(item -> collectRecords(item, names));
        } else if (value instanceof List<?> list) {
            list.forEach(item -> collectRecords(item, names));
        } else if (value instanceof PickleTuple tuple) {
            tuple.items().forEach(item -> collectRecords(item, names));
        }
    }
}
