/**
 * Lists of clips in files: which clips belong together, which voice drives which face. {@link org.viseme.data.lists.PairList}
 * reads the formats in use, {@link org.viseme.data.lists.CrossPairs} draws pairs for cross-driven evaluation, and
 * {@link org.viseme.data.lists.TextLine} is what every reader of a small text file is made of.
 */
package org.viseme.data.lists;
