/** Loss functions: each turns arrays of a batch into one differentiable number. */
package org.viseme.loss;
