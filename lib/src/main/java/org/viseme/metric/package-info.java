/**
 * What is measured on videos; one class a metric. {@link org.viseme.metric.MouthOpening} needs no model; {@link
 * org.viseme.metric.SyncNetScorer} needs the published SyncNet.
 */
package org.viseme.metric;
