/**
 * A reader of lips that is another network than the one that teaches (Ma et al., "Auto-AVSR: audio-visual speech
 * recognition with automatic labels", ICASSP 2023, after "End-to-end audio-visual speech recognition with conformers",
 * 2021), with the state names of the authors' checkpoints. It observes: what it reads off generated lips is no proof of
 * what they were trained for.
 */
package org.viseme.model.conformer;
