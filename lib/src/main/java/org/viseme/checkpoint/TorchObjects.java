package org.viseme.checkpoint;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the listed names of a pickle do, and the storages that it refers to by persistent ids. */
final class TorchObjects {
    /** How persistent ids look. */
    enum Layout {
        /** No storages: a pickle of plain values. */
        NONE,
        /** {@code ("storage", class, key, location, count)}. */
        ZIP,
        /** The same with a sixth item: None or {@code (key, offset, count)} of a part of the storage. */
        LEGACY
    }

    private final Layout layout;
    private final PickleLimits limits;
    private final Map<String, Storage> storages = new LinkedHashMap<>();

    TorchObjects(Layout layout, PickleLimits limits) {
        this.layout = layout;
        this.limits = limits;
    }

    /** The storages by their keys, in the order of their first mention. */
    Map<String, Storage> storages() {
        return storages;
    }

    /** Dictionary keys are compared and hashed, so they are scalars. */
    static Object key(Object key) {
        boolean scalar = key == null
                || key instanceof String
                || key instanceof Boolean
                || key instanceof Long
                || key instanceof BigInteger
                || key instanceof Double;
        if (!scalar) {
            throw new RefusedException("its pickle has a dictionary key that is neither text nor number");
        }
        return key;
    }

    /** The storage of a persistent id. */
    Object persistent(Object id) {
        List<Object> items = id instanceof PickleTuple tuple ? tuple.items() : List.of();
        int size = layout == Layout.LEGACY ? 6 : 5;
        if (layout == Layout.NONE
                || items.size() != size
                || !"storage".equals(items.get(0))
                || !(items.get(2) instanceof String key)
                || !(items.get(3) instanceof String)
                || !(items.get(4) instanceof Long count)) {
            throw new RefusedException("its pickle has a persistent id that is not a storage");
        }
        if (items.get(1) instanceof PickleGlobal.Unknown unknown) {
            return new InertRecord(unknown);
        }
        if (!(items.get(1) instanceof PickleGlobal.StorageClass type)) {
            throw new RefusedException("its pickle has a storage of something that is not a storage class");
        }
        if (count < 0 || count > Long.MAX_VALUE / type.dtype().bytes()) {
            throw new RefusedException("its pickle has a storage of " + count + " elements");
        }
        Storage whole = known(new Storage(key, type.dtype(), 0, count));
        return size == 5 || items.get(5) == null ? whole : part(whole, items.get(5));
    }

    /** Calls a listed function. */
    Object call(PickleGlobal function, List<Object> arguments) {
        return switch (function) {
            case PickleGlobal.OrderedDict ignored -> orderedDict(arguments);
            case PickleGlobal.Size ignored -> {
                need(arguments.size() == 1, "torch.Size");
                naturals(arguments.getFirst());
                yield arguments.getFirst();
            }
            case PickleGlobal.RebuildTensor rebuild -> {
                need(
                        arguments.size() >= rebuild.fewestArguments() && arguments.size() <= rebuild.mostArguments(),
                        "a tensor");
                yield tensor(arguments);
            }
            case PickleGlobal.RebuildParameter ignored -> {
                need(
                        arguments.size() == 3
                                && (arguments.get(0) instanceof TensorView || arguments.get(0) instanceof InertRecord)
                                && arguments.get(1) instanceof Boolean
                                && noHooks(arguments.get(2)),
                        "a parameter");
                yield arguments.getFirst();
            }
            case PickleGlobal.StorageClass ignored -> throw new RefusedException("its pickle calls a storage class");
            case PickleGlobal.TypeName ignored -> throw new RefusedException("its pickle calls a type");
            case PickleGlobal.Unknown unknown -> {
                InertRecord result = new InertRecord(unknown);
                result.contents().addAll(arguments);
                yield result;
            }
        };
    }

    private Object tensor(List<Object> arguments) {
        if (arguments.getFirst() instanceof InertRecord record) {
            return record; // a storage of an unlisted class, which will be reported
        }
        need(
                arguments.get(0) instanceof Storage
                        && arguments.get(1) instanceof Long
                        && (arguments.size() < 5 || arguments.get(4) instanceof Boolean)
                        && (arguments.size() < 6 || noHooks(arguments.get(5)))
                        && (arguments.size() < 7 || arguments.get(6) == null || arguments.get(6) instanceof Map),
                "a tensor");
        return new TensorView(
                (Storage) arguments.get(0),
                (Long) arguments.get(1),
                naturals(arguments.get(2)),
                naturals(arguments.get(3)));
    }

    private static Map<Object, Object> orderedDict(List<Object> arguments) {
        Map<Object, Object> result = new LinkedHashMap<>();
        if (arguments.isEmpty()) {
            return result;
        }
        need(arguments.size() == 1 && arguments.getFirst() instanceof List, "an ordered dictionary");
        for (Object pair : (List<?>) arguments.getFirst()) {
            List<?> items =
                    pair instanceof PickleTuple tuple ? tuple.items() : pair instanceof List<?> list ? list : List.of();
            need(items.size() == 2, "an ordered dictionary");
            result.put(key(items.get(0)), items.get(1));
        }
        return result;
    }

    private long[] naturals(Object value) {
        need(
                value instanceof PickleTuple tuple && tuple.items().size() <= limits.dimensions(),
                "a tensor of at most " + limits.dimensions() + " dimensions");
        List<Object> items = ((PickleTuple) value).items();
        long[] result = new long[items.size()];
        for (int i = 0; i < result.length; i++) {
            need(items.get(i) instanceof Long size && size >= 0, "sizes and strides that are natural numbers");
            result[i] = (Long) items.get(i);
        }
        return result;
    }

    private Storage part(Storage whole, Object view) {
        List<Object> items = view instanceof PickleTuple tuple ? tuple.items() : List.of();
        if (items.size() != 3
                || !(items.get(0) instanceof String)
                || !(items.get(1) instanceof Long offset)
                || !(items.get(2) instanceof Long count)
                || offset < 0
                || count < 0
                || offset > whole.count()
                || count > whole.count() - offset) {
            throw new RefusedException("its pickle has an impossible part of a storage");
        }
        return new Storage(whole.key(), whole.dtype(), offset, count);
    }

    private Storage known(Storage storage) {
        Storage before = storages.putIfAbsent(storage.key(), storage);
        if (before != null && !before.equals(storage)) {
            throw new RefusedException("its pickle gives one storage two types or sizes");
        }
        return storage;
    }

    private static boolean noHooks(Object value) {
        return value == null || (value instanceof Map<?, ?> hooks && hooks.isEmpty());
    }

    private static void need(boolean condition, String what) {
        if (!condition) {
            throw new RefusedException("its pickle has wrong arguments for " + what);
        }
    }
}
