package org.viseme.notebook;

import org.viseme.data.prepare.Preparation;

/** Shows under a cell how far a preparation is. */
public final class PreparationBar implements Preparation.Progress {
    private Progress bar;

    @Override
    public synchronized void clipDone(int done, int total, int leftOut) {
        if (bar == null) {
            bar = Show.progress("prepare", total);
        }
        bar.update(done, leftOut + " left out");
        if (done >= total) {
            bar.close();
            bar = null;
        }
    }
}
