/**
 * Layers with explicit channels. Read {@link org.viseme.nn.Layer} for how a network is written, then {@link
 * org.viseme.nn.ConvBlock} for a layer whose whole forward pass is one TorchScript call. {@link
 * org.viseme.nn.TransformerEncoder} and {@link org.viseme.nn.TransformerDecoder} are the transformers over sequences,
 * {@link org.viseme.nn.ContextualFusionBlock} is that over pictures. {@link org.viseme.nn.AttentionMaps} shows what
 * the attention of any network looks at.
 */
package org.viseme.nn;
