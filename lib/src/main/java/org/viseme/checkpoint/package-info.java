/**
 * Networks on disk: state dictionaries under their published names, read from safetensors and from PyTorch files without
 * running anything of them, written whole or not at all.
 *
 * <p>Read {@link org.viseme.checkpoint.Checkpoint} first, then {@link org.viseme.checkpoint.StateDict} and
 * {@link org.viseme.checkpoint.TensorData}. How an untrusted file is kept from doing harm is told in {@code
 * PickleMachine} (the instructions), {@code PickleGlobal} (the list of names), {@code TensorView} (bounds of tensors),
 * {@code ZipEntries} and {@code SafeTensors} (the containers).
 */
package org.viseme.checkpoint;
