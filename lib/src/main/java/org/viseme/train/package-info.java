/**
 * Training. A recipe is a record; its loop is one class that reads from top to bottom: batch, losses, backward, step, log,
 * evaluate, save. Read {@link org.viseme.train.Wav2LipTraining} first. What loops share is called, not inherited: {@link
 * org.viseme.train.RunFolder} for checkpoints, logs and resuming, {@link org.viseme.train.ProgressLine}.
 */
package org.viseme.train;
