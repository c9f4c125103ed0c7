/**
 * From a corpus to a clip store. Read {@link org.viseme.data.prepare.Preparation} first, then
 * {@link org.viseme.data.prepare.Thresholds}, which has every number that decides about a clip, and {@code ClipPreparer},
 * which is the pipeline of a source: look at all frames, choose who speaks, cut into stretches. {@code PiecePreparer} makes
 * a clip of each: crop, measure the offset, decide, pack. {@link org.viseme.data.prepare.ReportTable} shows what was decided.
 */
package org.viseme.data.prepare;
