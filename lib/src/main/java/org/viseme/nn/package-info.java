/**
 * Layers with explicit channels. Read {@link org.viseme.nn.Layer} for how a network is written, then {@link
 * org.viseme.nn.ConvBlock} for a layer whose whole forward pass is one TorchScript call.
 */
package org.viseme.nn;
