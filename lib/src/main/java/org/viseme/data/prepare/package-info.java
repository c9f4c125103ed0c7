/**
 * From a corpus to a clip store. Read {@link org.viseme.data.prepare.Preparation} first, then
 * {@link org.viseme.data.prepare.Thresholds}, which has every number that decides about a clip, and {@code ClipPreparer},
 * which is the pipeline from top to bottom: look at all frames, choose who speaks, cut into stretches, crop, measure the
 * offset, pack. {@link org.viseme.data.prepare.ReportTable} shows what was decided.
 */
package org.viseme.data.prepare;
