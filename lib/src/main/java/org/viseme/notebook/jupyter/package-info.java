/**
 * Runs the notebooks: {@link org.viseme.notebook.jupyter.KernelSpec} tells Jupyter how to start a Java kernel with the
 * library on its class path, {@link org.viseme.notebook.jupyter.NotebookRunner} executes notebooks without a screen,
 * {@link org.viseme.notebook.jupyter.Jupyter} finds Jupyter's own programs.
 */
package org.viseme.notebook.jupyter;
