/**
 * Proof that networks, audio front ends and metrics compute what the authors' published code computes: fixtures of expected
 * numbers are recomputed here. Weights and inputs are not stored in a fixture; both sides make them by one rule, see {@link
 * org.viseme.parity.GeneratedTensor}. {@link org.viseme.parity.ParityCase} is what a family adds.
 */
package org.viseme.parity;
