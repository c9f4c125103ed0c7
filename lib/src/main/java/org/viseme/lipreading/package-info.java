/**
 * Reading what is said off lips: AV-HuBERT with a vocabulary and a search. {@link org.viseme.lipreading.LipReader}
 * reads; {@link org.viseme.lipreading.LipReadingNetwork} is what is trained.
 */
package org.viseme.lipreading;
