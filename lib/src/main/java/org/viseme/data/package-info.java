/**
 * Prepared clips, from the store to batches. A {@link org.viseme.data.Corpus} (readers in {@code data.corpus}, generated
 * clips in {@code data.synthetic}) is turned into a {@link org.viseme.data.ClipStore} by {@code data.prepare};
 * {@link org.viseme.data.BatchLoader} draws training batches from stores and {@link org.viseme.data.EvaluationSet} walks
 * through a held-out split; {@code data.lists} has the lists of clips and pairs of test protocols. Read
 * {@link org.viseme.data.ClipStore} first for what is on disk, then {@link org.viseme.data.PreparedClip} and
 * {@link org.viseme.data.LipBatch} for what is in memory.
 */
package org.viseme.data;
