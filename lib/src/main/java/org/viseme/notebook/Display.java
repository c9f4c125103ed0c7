package org.viseme.notebook;

import org.viseme.Project;

/** Where HTML goes: a notebook kernel, or files when there is none. */
interface Display {
    /**
     * Shows a block.
     *
     * @param html the markup, complete in itself
     * @param text one line that says the same where markup cannot be shown
     * @return what {@link #update} needs to replace the block
     */
    String show(String html, String text);

    /** Replaces a block that {@link #show} made. */
    void update(String id, String html);

    /** The running kernel's display, or one that writes into the folder {@code out/show} of the project. */
    static Display current() {
        return KernelDisplay.find().orElseGet(() -> new FileDisplay(Project.out("show"), System.out));
    }
}
