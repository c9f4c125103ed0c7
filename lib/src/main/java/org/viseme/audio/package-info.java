/**
 * Features of sound. Read first: {@link org.viseme.audio.MelSpectrogram}, whose settings are a
 * {@link org.viseme.audio.MelConfig} and whose result is a {@link org.viseme.audio.Mel}. AV-HuBERT and SyncNet hear
 * {@link org.viseme.audio.LogFilterBank} and {@link org.viseme.audio.Mfcc} as {@link org.viseme.audio.Features}.
 */
package org.viseme.audio;
