/**
 * What notebooks call: {@link org.viseme.notebook.Show} puts tables, charts, pictures, sound and video into the
 * document, {@link org.viseme.notebook.SyncCharts} draws what sync experts do, {@link org.viseme.notebook.AttentionFigures}
 * what attention looks at, {@link org.viseme.notebook.LipReadingCharts} what lip readers learn and write, {@link
 * org.viseme.notebook.Profile} says how much work to do, {@link org.viseme.Project} where files lie. The same calls work in the rapaio, IJava and JJava
 * kernels and in plain code, where they write files. Read {@link org.viseme.notebook.Show} first; {@link
 * org.viseme.notebook.jupyter} runs the notebooks.
 */
package org.viseme.notebook;
