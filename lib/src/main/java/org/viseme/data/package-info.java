/**
 * From corpora to batches. {@link org.viseme.data.Preparation} turns a {@link org.viseme.data.Corpus} into a
 * {@link org.viseme.data.ClipStore}; {@link org.viseme.data.BatchLoader} draws training batches from stores and
 * {@link org.viseme.data.EvaluationSet} walks through a held-out split. Read {@link org.viseme.data.ClipStore} first for
 * what is on disk, then {@link org.viseme.data.PreparedClip} and {@link org.viseme.data.LipBatch} for what is in memory.
 */
package org.viseme.data;
