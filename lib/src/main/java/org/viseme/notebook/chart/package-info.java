/**
 * Charts with axes that say what they measure, drawn in the JVM. Read {@link org.viseme.notebook.chart.LineChart} first;
 * {@link org.viseme.notebook.Show#chart} shows them.
 */
package org.viseme.notebook.chart;
