package org.viseme.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.viseme.AtomicFile;
import org.viseme.VisemeException;

/**
 * A network's state with what is needed to build the network again and to know where it came from.
 *
 * @param state the tensors by their published names
 * @param metadata text by key: the configuration, the provenance, counters such as {@code global_step}, free keys
 */
public record Checkpoint(StateDict state, Map<String, String> metadata) {
    /** The metadata key of the configuration, a JSON object from which the network can be built. */
    public static final String CONFIG = "viseme.config";
    /** The metadata key of the provenance, a JSON object: data, settings, seed, versions, or the source's hash. */
    public static final String PROVENANCE = "viseme.provenance";

    public Checkpoint {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** A checkpoint without metadata. */
    public Checkpoint(StateDict state) {
        this(state, Map.of());
    }

    /** The same with one more entry of metadata. */
    public Checkpoint with(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(metadata);
        more.put(key, value);
        return new Checkpoint(state, more);
    }

    /** Reads a checkpoint with {@link PthOptions#STRICT}. */
    public static Checkpoint read(Path file) {
        return read(file, PthOptions.STRICT);
    }

    /**
     * Reads safetensors, or a file of torch.save in its ZIP or its old format; the content decides, not the name. The
     * prefix {@code module.} is dropped when all names of a PyTorch file have it. Tensors stay in the mapped file until
     * they are used.
     *
     * @throws VisemeException when the file is missing, damaged or no checkpoint
     * @throws UnsafePickleException when a PyTorch file names classes or functions that tensors do not need
     */
    public static Checkpoint read(Path file, PthOptions options) {
        FileBytes bytes = open(file);
        try {
            return switch (CheckpointFormat.of(bytes)) {
                case SAFETENSORS -> SafeTensors.read(bytes);
                case PTH_ZIP -> PthLayout.arrange(TorchZip.read(bytes), options, bytes.size());
                case PTH_LEGACY -> PthLayout.arrange(TorchLegacy.read(bytes), options, bytes.size());
            };
        } catch (RefusedException e) {
            throw e.of(file);
        }
    }

    /** The format of a file, by its content. */
    public static CheckpointFormat formatOf(Path file) {
        try {
            return CheckpointFormat.of(open(file));
        } catch (RefusedException e) {
            throw e.of(file);
        }
    }

    /** Saves as safetensors. The file appears whole or not at all; equal checkpoints make equal files. */
    public void save(Path file) {
        AtomicFile.write(file, out -> SafeTensors.write(this, out));
    }

    /**
     * Saves as torch.save does (ZIP format): the bare state dictionary, or, when there is metadata, a dictionary of
     * {@code state_dict} and the entries of metadata, whole numbers as integers and the rest as text.
     */
    public void savePth(Path file) {
        AtomicFile.write(file, out -> TorchZipWriter.write(this, out));
    }

    private static FileBytes open(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new VisemeException(file.toString(), "is a folder", "name a checkpoint file");
            }
            FileBytes bytes = FileBytes.open(file);
            if (bytes.size() == 0) {
                throw new VisemeException(file.toString(), "is empty", "fetch it again from its source");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new VisemeException(file.toString(), "does not exist", "check the path", e);
        } catch (IOException e) {
            throw new VisemeException(
                    file.toString(), "could not be read (" + e.getMessage() + ")", "check that it can be read", e);
        }
    }
}
