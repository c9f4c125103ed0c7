/**
 * AV-CAT (Sun, Zhou et al., "Masked Lip-Sync Prediction by Audio-Visual Contextual Exploitation in Transformers",
 * SIGGRAPH Asia 2022), of which its authors published no code. Read {@link org.viseme.model.avcat.AvCat} first: the
 * whole of a forward pass; then {@code HybridBackbone}, its three branches, and {@link
 * org.viseme.nn.ContextualFusionBlock}, the equations. What the paper leaves open is a component of {@link
 * org.viseme.model.avcat.AvCatConfig}.
 */
package org.viseme.model.avcat;
