/**
 * AV-HuBERT (Shi et al., "Learning audio-visual speech representation by masked multimodal cluster prediction", ICLR
 * 2022), with the state names of the authors' checkpoints. Read {@link org.viseme.model.avhubert.AvHubert} first: it is
 * the reader of lips; {@link org.viseme.model.avhubert.AvHubertEncoder} is what it sees and hears with, and what is
 * pretrained.
 */
package org.viseme.model.avhubert;
