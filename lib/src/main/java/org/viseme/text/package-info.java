/**
 * Texts as numbers: a {@link org.viseme.text.Tokenizer} splits a transcript into tokens of a
 * {@link org.viseme.text.Vocabulary} and puts them together again. Characters, words, and the pieces that published
 * AV-HuBERT checkpoints were trained with.
 */
package org.viseme.text;
