/**
 * Features of sound. Read first: {@link org.viseme.audio.MelSpectrogram}, whose settings are a
 * {@link org.viseme.audio.MelConfig} and whose result is a {@link org.viseme.audio.Mel}.
 */
package org.viseme.audio;
