/**
 * What Deep Java Library's PyTorch engine lacks, as TorchScript text that is packed at run time and differentiated by
 * libtorch itself. Read {@link org.viseme.torch.TorchScript} first: every operation here is a few lines of such text.
 *
 * <p>The engine's traps that this package fences off:
 *
 * <ul>
 *   <li>casts and copies that cut the graph: {@link org.viseme.torch.TorchOps#cast} keeps it;
 *   <li>gradients that are left over from another network or an earlier step: {@link
 *       org.viseme.torch.FusedAdam#step} takes and clears exactly its own;
 *   <li>one-sided clipping: {@link org.viseme.torch.FusedAdam} clips by the global norm;
 *   <li>one bad batch that spoils all weights: {@link org.viseme.torch.FusedAdam} skips a gradient that is not finite;
 *   <li>an optimizer whose state cannot be saved: {@link org.viseme.torch.FusedAdam#state};
 *   <li>arrays that live in Java's memory, die with a Java object and change their alignment from run to run: {@link
 *       org.viseme.torch.Torch#create} and {@link org.viseme.torch.TorchOps#assign} copy;
 *   <li>arrays that outlive their step: {@link org.viseme.torch.NativeScope};
 *   <li>steps that wait for the device to tell their loss: {@link org.viseme.torch.RunningMean} asks once in many steps;
 *   <li>sums and products with a Java number, which wait for the device: {@link org.viseme.torch.TorchOps#weightedSum};
 *   <li>batches that everybody waits for on their way to a GPU: {@link org.viseme.torch.Torch#send}.
 * </ul>
 *
 * <p>{@link org.viseme.torch.Ema} averages the weights of a network while it is trained.
 */
package org.viseme.torch;
