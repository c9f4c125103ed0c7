/**
 * Wav2Lip (Prajwal et al., "A Lip Sync Expert Is All You Need for Speech to Lip Generation In the Wild", ACM Multimedia
 * 2020): the generator and its quality discriminator, with the state names of the authors' checkpoints. Read {@link
 * org.viseme.model.wav2lip.Wav2Lip} first; its forward pass is the example for every network of this project.
 */
package org.viseme.model.wav2lip;
