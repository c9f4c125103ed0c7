/**
 * Viseme, a workbench for audio-driven lip synchronisation. Read {@link org.viseme.dub} first to see what it does, then
 * {@link org.viseme.model.wav2lip} for how a network is written and {@link org.viseme.train} for how one is trained.
 */
package org.viseme;
