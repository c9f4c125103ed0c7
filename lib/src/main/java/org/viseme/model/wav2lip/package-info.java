/**
 * Wav2Lip (Prajwal et al., "A Lip Sync Expert Is All You Need for Speech to Lip Generation In the Wild", ACM Multimedia
 * 2020): the generator and its quality discriminator, with the state names of the authors' checkpoints. Read {@link
 * org.viseme.model.wav2lip.Wav2Lip} first; its forward pass is the example for every network of this project.
 *
 * <p>{@link org.viseme.model.wav2lip.Wav2LipConfig} makes AttnWav2Lip (Wang et al., "Attention-based lip audio-visual
 * synthesis for talking face generation in the wild", 2022) and LPIPS-AttnWav2Lip (Chen et al., "LPIPS-AttnWav2Lip: Generic
 * audio-driven lip synchronization for talking head generation in the wild", 2024) of it, with their ablations.
 */
package org.viseme.model.wav2lip;
