package org.viseme.checkpoint;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The format of torch.save before PyTorch 1.6: five pickles (a magic number, a version, facts about the machine, the
 * value, the storage keys), then for each key the number of elements and the elements.
 */
final class TorchLegacy {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final int MAGIC_BYTES = 64;
    private static final long VERSION = 1001;
    private static final int LARGEST_PICKLE = 64 << 20;
    private static final int PROTO = 0x80;

    private final FileBytes file;
    private long position;

    private TorchLegacy(FileBytes file) {
        this.file = file;
    }

    /** Whether a file begins with a pickle. */
    static boolean recognises(FileBytes file) {
        return file.size() >= 2
                && (file.slice(0, 2).get(0) & 0xff) == PROTO
                && (file.slice(0, 2).get(1) & 0xff) <= 5;
    }

    static TorchContent read(FileBytes file) {
        return new TorchLegacy(file).read();
    }

    private TorchContent read() {
        if (!isMagic()) {
            throw new RefusedException(
                    "is a pickle, but not one of torch.save", "give a .pth or safetensors file with tensors");
        }
        if (!Long.valueOf(VERSION).equals(plain())) {
            throw new RefusedException("has an unknown version of the old PyTorch format");
        }
        if (!(plain() instanceof Map<?, ?> system) || !Boolean.TRUE.equals(system.get("little_endian"))) {
            throw new RefusedException(
                    "was not written on a little-endian machine", "save it again on a little-endian machine");
        }
        TorchObjects torch = new TorchObjects(TorchObjects.Layout.LEGACY, PickleLimits.DEFAULT);
        PickleMachine machine = machine(torch);
        Object value = TorchContent.run(machine);
        position += machine.consumed();
        Map<String, ByteBuffer> data = readStorages(torch.storages());
        return new TorchContent(value, data, machine.unknown());
    }

    private boolean isMagic() {
        PickleMachine machine = new PickleMachine(
                file.slice(0, Math.min(MAGIC_BYTES, file.size())), PickleLimits.DEFAULT, noStorages());
        try {
            boolean magic = MAGIC.equals(machine.run());
            position = machine.consumed();
            return magic;
        } catch (RefusedException e) {
            return false; // another pickle, of which no more than its first bytes were looked at
        }
    }

    private Object plain() {
        PickleMachine machine = machine(noStorages());
        Object value = TorchContent.run(machine);
        if (!machine.unknown().isEmpty()) {
            throw RefusedException.unknownGlobals(machine.unknown(), null);
        }
        position += machine.consumed();
        return value;
    }

    private PickleMachine machine(TorchObjects torch) {
        long length = Math.min(LARGEST_PICKLE, file.size() - position);
        return new PickleMachine(file.slice(position, length), PickleLimits.DEFAULT, torch);
    }

    private static TorchObjects noStorages() {
        return new TorchObjects(TorchObjects.Layout.NONE, PickleLimits.DEFAULT);
    }

    private Map<String, ByteBuffer> readStorages(Map<String, Storage> storages) {
        Map<String, ByteBuffer> data = new HashMap<>();
        for (String key : keys(storages.keySet())) {
            Storage storage = storages.get(key);
            if (file.size() - position < Long.BYTES
                    || file.slice(position, Long.BYTES).getLong(0) != storage.count()) {
                throw new RefusedException("storage " + RefusedException.quote(key)
                        + " is missing or has another number of elements than its pickle declares");
            }
            position += Long.BYTES;
            long bytes = storage.count() * storage.dtype().bytes();
            data.put(key, file.slice(position, bytes));
            position += bytes;
        }
        if (position != file.size()) {
            throw new RefusedException("has " + (file.size() - position) + " bytes after its last tensor");
        }
        return data;
    }

    private List<String> keys(Set<String> mentioned) {
        List<String> keys = new ArrayList<>();
        if (!(plain() instanceof List<?> items)) {
            throw new RefusedException("its list of storages is not a list");
        }
        for (Object item : items) {
            if (!(item instanceof String key) || !mentioned.contains(key)) {
                throw new RefusedException("its list of storages names one that no tensor uses");
            }
            keys.add(key);
        }
        if (keys.size() != mentioned.size() || new HashSet<>(keys).size() != keys.size()) {
            throw new RefusedException("its list of storages has not each storage once");
        }
        return keys;
    }
}
