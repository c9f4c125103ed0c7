package org.viseme.notebook.jupyter;

/**
 * How the execution of one notebook went.
 *
 * @param notebook its name, without the suffix
 * @param ok whether every cell ran
 * @param seconds how long it took, the start of the kernel included
 * @param error where and why it failed, in one line; empty when it did not
 * @param result the executed notebook, relative to the project where it lies inside
 */
public record NotebookRun(String notebook, boolean ok, double seconds, String error, String result) {}
