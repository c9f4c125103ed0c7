package org.viseme.lipreading;

import java.util.List;
import org.viseme.decode.Hypothesis;

/**
 * What a reader made of a clip.
 *
 * @param text with blanks between words
 * @param words the same word by word
 * @param tokens the hypothesis it comes from
 * @param context a feature for each frame, (frames, width): what the reader knows of it and what is around it
 */
public record Reading(String text, List<ReadWord> words, Hypothesis tokens, float[][] context) {}
