package org.viseme.data;

/**
 * What one sample of a batch is made of.
 *
 * @param clip number of the clip in its {@link ClipCache}
 * @param voice number of the clip whose sound is heard; the same one in training
 * @param frame first target frame
 * @param reference first reference frame
 * @param still true when the reference is that one frame, repeated for windows of several
 * @param change how both pictures are changed
 */
record Sample(int clip, int voice, int frame, int reference, boolean still, PictureChange change) {}
