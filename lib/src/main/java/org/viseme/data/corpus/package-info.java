/**
 * The corpora of the field, one reader each, as their publishers hand them out, and
 * {@link org.viseme.data.corpus.FolderCorpus} for recordings of one's own. {@link org.viseme.data.corpus.Corpora} opens
 * one by its name.
 *
 * <p>Readers are made of a few parts: {@code FileTree} names the files below a folder in one walk, {@code SplitLists}
 * reads published splits, {@code HashSplit} draws those that nobody published, {@code ClipNames} makes names that are
 * safe as names of files. What belongs to one clip is read when the clip's turn comes.
 */
package org.viseme.data.corpus;
