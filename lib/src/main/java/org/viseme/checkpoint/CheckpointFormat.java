package org.viseme.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The formats of checkpoints, told apart by what a file begins with and never by its name. */
public enum CheckpointFormat {
    SAFETENSORS("safetensors"),
    PTH_ZIP("pth (zip)"),
    PTH_LEGACY("pth (legacy)");

    private static final int TAR_MAGIC = 257;
    private final String title;

    CheckpointFormat(String title) {
        this.title = title;
    }

    static CheckpointFormat of(FileBytes file) {
        // first: a length can begin with the two bytes with which a pickle begins
        if (SafeTensors.isCertain(file)) {
            return SAFETENSORS;
        }
        if (ZipEntries.recognises(file)) {
            return PTH_ZIP;
        }
        if (TorchLegacy.recognises(file)) {
            return PTH_LEGACY;
        }
        if (isTar(file)) {
            throw new RefusedException(
                    "is a tar archive as PyTorch wrote before 2017", "load it and save it again with PyTorch");
        }
        if (SafeTensors.recognises(file)) {
            return SAFETENSORS;
        }
        throw new RefusedException("is not a checkpoint", "give a safetensors or .pth file");
    }

    private static boolean isTar(FileBytes file) {
        byte[] magic = "ustar".getBytes(StandardCharsets.US_ASCII);
        return file.size() >= TAR_MAGIC + magic.length
                && file.slice(TAR_MAGIC, magic.length).equals(ByteBuffer.wrap(magic));
    }

    @Override
    public String toString() {
        return title;
    }
}
