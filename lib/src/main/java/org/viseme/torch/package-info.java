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
 *   <li>an optimizer whose state cannot be saved: {@link org.viseme.torch.FusedAdam#state};
 *   <li>arrays that live in Java's memory, die with a Java object and change their alignment from run to run: {@link
 *       org.viseme.torch.Torch#create} and {@link org.viseme.torch.TorchOps#assign} copy;
 *   <li>arrays that outlive their step: {@link org.viseme.torch.NativeScope}.
 * </ul>
 */
package org.viseme.torch;
