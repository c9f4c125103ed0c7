/**
 * What encoders make of words, to be looked at and measured. A {@link org.viseme.embedding.SoundEncoder} or a network
 * of one's own gives {@link org.viseme.embedding.FrameEmbeddings}; {@link org.viseme.embedding.WordEmbeddings} sums them
 * over words or phones; {@link org.viseme.embedding.Tsne} and {@link org.viseme.embedding.Umap} lay the sums out in a
 * plane; {@link org.viseme.embedding.Separability} says in numbers what such a picture only suggests, and {@link
 * org.viseme.embedding.CosineMatrix} how sound and picture fit over time. Read {@code WordEmbeddings} first.
 */
package org.viseme.embedding;
