package org.viseme.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The format of torch.save since PyTorch 1.6: a ZIP archive with {@code data.pkl} and a file for each storage. */
final class TorchZip {
    private static final int LARGEST_PICKLE = 64 << 20;

    private TorchZip() {}

    static TorchContent read(FileBytes file) {
        Map<String, ByteBuffer> entries = ZipEntries.read(file);
        String root = root(entries);
        refusePrograms(entries, root);
        ByteBuffer order = entries.get(root + "byteorder");
        if (order != null
                && !StandardCharsets.US_ASCII
                        .decode(order.duplicate())
                        .toString()
                        .equals("little")) {
            throw new RefusedException(
                    "its numbers are not stored in little-endian order", "save it again on a little-endian machine");
        }
        ByteBuffer pickle = entries.get(root + "data.pkl");
        if (pickle.remaining() > LARGEST_PICKLE) {
            throw new RefusedException("its pickle has more than " + LARGEST_PICKLE + " bytes");
        }
        TorchObjects torch = new TorchObjects(TorchObjects.Layout.ZIP, PickleLimits.DEFAULT);
        PickleMachine machine = new PickleMachine(pickle, PickleLimits.DEFAULT, torch);
        Object value = TorchContent.run(machine);
        if (machine.consumed() != pickle.remaining()) {
            throw new RefusedException("its pickle goes on after its end");
        }
        Map<String, ByteBuffer> data = new HashMap<>();
        torch.storages().forEach((key, storage) -> data.put(key, data(entries, root, storage)));
        return new TorchContent(value, data, machine.unknown());
    }

    private static ByteBuffer data(Map<String, ByteBuffer> entries, String root, Storage storage) {
        ByteBuffer data = entries.get(root + "data/" + storage.key());
        if (data == null) {
            throw new RefusedException("it lacks the data of storage " + RefusedException.quote(storage.key()));
        }
        if (data.remaining() != storage.count() * storage.dtype().bytes()) {
            throw new RefusedException("storage " + RefusedException.quote(storage.key()) + " should have "
                    + storage.count() + " elements of " + storage.dtype() + " and has " + data.remaining() + " bytes");
        }
        return data;
    }

    /** The one folder that holds everything, with its slash. */
    private static String root(Map<String, ByteBuffer> entries) {
        String root = null;
        for (String name : entries.keySet()) {
            boolean isPickle = name.equals("data.pkl") || name.endsWith("/data.pkl");
            if (isPickle && root != null) {
                throw new RefusedException("its ZIP archive has several data.pkl");
            }
            if (isPickle) {
                root = name.substring(0, name.length() - "data.pkl".length());
            }
        }
        if (root == null) {
            throw new RefusedException(
                    "is a ZIP archive, but not one of torch.save", "give a .pth or safetensors file");
        }
        for (String name : entries.keySet()) {
            if (!name.startsWith(root)) {
                throw new RefusedException("its ZIP archive has an entry outside " + RefusedException.quote(root));
            }
        }
        return root;
    }

    private static void refusePrograms(Map<String, ByteBuffer> entries, String root) {
        for (String name : entries.keySet()) {
            if (name.equals(root + "constants.pkl") || name.startsWith(root + "code/")) {
                throw new RefusedException(
                        "is a TorchScript program, not a checkpoint", "save the state_dict() of the model instead");
            }
        }
    }
}
