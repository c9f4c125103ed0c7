package org.viseme.notebook;

import org.viseme.dub.DubPlan;
import org.viseme.dub.DubProgress;

/** Shows under a cell what a dubbing run is going to do and how far it is: one bar a stage. */
public final class DubbingBar implements DubProgress {
    private Progress bar;
    private String stage = "";

    @Override
    public synchronized void planned(DubPlan plan) {
        Show.text(plan.describe());
    }

    @Override
    public synchronized void note(String line) {
        Show.text(line);
    }

    @Override
    public synchronized void update(String newStage, int done, int total) {
        if (!newStage.equals(stage)) {
            if (bar != null) {
                bar.close();
            }
            stage = newStage;
            bar = Show.progress(newStage, total);
        }
        bar.update(done);
        if (done >= total) {
            bar.close();
        }
    }
}
