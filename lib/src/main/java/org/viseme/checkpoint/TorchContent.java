package org.viseme.checkpoint;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;

/**
 * What a file of torch.save holds.
 *
 * @param value the pickled value, its tensors as {@link TensorView}
 * @param data the elements of each storage by its key, little-endian, of exactly the declared length
 * @param unknown names outside the allowed list, whose objects are {@link InertRecord}s in the value
 */
record TorchContent(Object value, Map<String, ByteBuffer> data, Set<String> unknown) {

    /** The values of a tensor. */
    TensorData tensor(TensorView view) {
        Storage storage = view.storage();
        int size = storage.dtype().bytes();
        ByteBuffer whole = data.get(storage.key());
        return view.read(
                whole.slice(Math.toIntExact(storage.offset() * size), Math.toIntExact(storage.count() * size)));
    }

    /** Runs a pickle; when that fails, the names that it wanted to use are the more important message. */
    static Object run(PickleMachine machine) {
        try {
            return machine.run();
        } catch (RefusedException e) {
            if (machine.unknown().isEmpty()) {
                throw e;
            }
            throw RefusedException.unknownGlobals(machine.unknown(), e);
        }
    }
}
