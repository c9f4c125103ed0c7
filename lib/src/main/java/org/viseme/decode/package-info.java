/**
 * From probabilities to texts: {@link org.viseme.decode.BeamSearch} over a network that tells how a text may go on,
 * {@link org.viseme.decode.CtcDecoder} over one that tells what each frame shows, and
 * {@link org.viseme.decode.Alignment} for when a word was spoken.
 */
package org.viseme.decode;
