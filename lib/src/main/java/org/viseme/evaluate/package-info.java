/**
 * Evaluation of generators on prepared clips: {@link org.viseme.evaluate.Evaluation} has each model speak each clip by
 * each {@link org.viseme.evaluate.Protocol}, and {@link org.viseme.evaluate.Judges} measure what it drew; the figures
 * become an {@link org.viseme.report.EvaluationReport}.
 */
package org.viseme.evaluate;
