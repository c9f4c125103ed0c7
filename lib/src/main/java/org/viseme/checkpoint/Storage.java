package org.viseme.checkpoint;

/**
 * A named run of elements that tensors of a pickle are views of.
 *
 * @param key its name in the file
 * @param offset the first element within the run of that name (0 but for views in old files)
 * @param count its elements
 */
record Storage(String key, DType dtype, long offset, long count) {}
