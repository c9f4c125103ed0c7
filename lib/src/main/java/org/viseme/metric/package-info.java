/**
 * What is measured on videos; one class a metric. {@link org.viseme.metric.MouthOpening}, {@link
 * org.viseme.metric.Psnr} and {@link org.viseme.metric.Ssim} need no model; {@link org.viseme.metric.SyncNetScorer}
 * needs the published SyncNet, LPIPS and FID ({@link org.viseme.metric.FrechetDistance}) need published networks too:
 * {@link org.viseme.metric.PublishedWeights} finds them, or says what is missing.
 */
package org.viseme.metric;
