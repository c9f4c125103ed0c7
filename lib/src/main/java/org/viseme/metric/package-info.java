/** What is measured on videos; one class a metric. {@link org.viseme.metric.MouthOpening} needs no model. */
package org.viseme.metric;
