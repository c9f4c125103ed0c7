/**
 * Groups of similar sounds and sights: the targets that AV-HuBERT is pretrained with.
 * {@link org.viseme.cluster.Clusters} finds them, {@link org.viseme.cluster.Agreement} tells how well they match what
 * was said.
 */
package org.viseme.cluster;
