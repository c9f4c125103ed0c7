/**
 * A video and a speech become a video that speaks. Read {@link org.viseme.dub.Dubber} first: it is the whole path, in two
 * halves that can be called apart. {@link org.viseme.dub.LipSynthesizer} is what a model has to offer to plug in.
 */
package org.viseme.dub;
