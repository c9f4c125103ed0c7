/**
 * What is measured on videos; one class a metric. {@link org.viseme.metric.MouthOpening}, {@link
 * org.viseme.metric.Psnr}, {@link org.viseme.metric.Ssim}, {@link org.viseme.metric.TemporalConsistency}, {@link
 * org.viseme.metric.Leakage} and {@link org.viseme.metric.WordErrors} need no model; {@link
 * org.viseme.metric.SyncNetScorer} needs the published SyncNet, LPIPS and FID ({@link
 * org.viseme.metric.FrechetDistance}) need published networks too: {@link org.viseme.metric.PublishedWeights} finds them,
 * or says what is missing; {@link org.viseme.metric.LandmarkDistance} and {@link org.viseme.metric.IdentitySimilarity}
 * need files that users bring.
 *
 * <p>Figures over clips come with an {@link org.viseme.metric.Interval}: read {@link org.viseme.metric.Bootstrap}, then
 * {@link org.viseme.metric.PairedComparison} for two models and {@link org.viseme.metric.Correlation} for two metrics.
 */
package org.viseme.metric;
