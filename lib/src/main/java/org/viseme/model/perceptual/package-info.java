/**
 * Networks that see pictures much as people do, trained by others on photographs and never changed here. {@link
 * org.viseme.model.perceptual.Lpips} is a distance between two pictures, a metric as well as a loss; {@link
 * org.viseme.model.perceptual.InceptionV3} gives the features of which FID compares the distributions. {@link
 * org.viseme.model.perceptual.FeatureNetwork} is the exception: a small network of our own, trained on faces, for a {@link
 * org.viseme.model.perceptual.FeatureDistance} where the published weights are not at hand. All of them see
 * (batch, 3, height, width), red first, in 0..1, and scale it themselves.
 */
package org.viseme.model.perceptual;
