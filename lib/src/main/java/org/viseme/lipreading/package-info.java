/**
 * Reading what is said off lips: AV-HuBERT with a vocabulary and a search. {@link org.viseme.lipreading.LipReader}
 * reads; {@link org.viseme.lipreading.LipReadingNetwork} is what is trained; {@link
 * org.viseme.lipreading.ReadingAttention} shows where it looked.
 */
package org.viseme.lipreading;
