/**
 * Training. A recipe is a record; its loop is one class that reads from top to bottom: batch, losses, backward, step, log,
 * evaluate, save. Read {@link org.viseme.train.Wav2LipTraining} first. What loops share is called, not inherited:
 *
 * <ul>
 *   <li>{@link org.viseme.train.Schedule}: the learning rate of a step;
 *   <li>{@link org.viseme.train.RunFolder}: checkpoints, logs and resuming, never from a state that is not finite;
 *   <li>{@link org.viseme.train.ProgressLine}: how far it is;
 *   <li>{@link org.viseme.train.StopSignal}: Ctrl-C and interrupts end the loop after the step at hand;
 *   <li>{@link org.viseme.train.FiniteGuard}: a training that diverges ends with its last good checkpoint;
 *   <li>{@link org.viseme.train.BatchFit}: which batch size fits when the memory was not enough;
 *   <li>{@link org.viseme.train.EarlyStop}: the best held-out value, and when to give up.
 * </ul>
 *
 * <p>{@link org.viseme.train.SyncDiagnosis} says why a sync expert's training stays at chance. Accumulation, skipped steps, averaged weights and means of losses are in {@link org.viseme.torch}.
 */
package org.viseme.train;
