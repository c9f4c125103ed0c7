/**
 * Figures as papers print them, and what people think of videos. {@link org.viseme.report.PaperTable} puts measured
 * figures beside the {@linkplain org.viseme.report.PublishedFigures published ones} of four papers; {@link
 * org.viseme.report.RatingPage} makes a page on which raters score videos without knowing which model drew them, and
 * {@link org.viseme.report.RatingAnalysis} turns what they saved into mean opinion scores and preferences.
 */
package org.viseme.report;
