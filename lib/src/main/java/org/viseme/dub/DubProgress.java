package org.viseme.dub;

/** Is told how a run goes on; called from several threads, one at a time for each stage. */
public interface DubProgress {
    /** Tells nobody. */
    DubProgress SILENT = (stage, done, total) -> {};

    /** What is going to be done, once, before the first frame is drawn. */
    default void planned(DubPlan plan) {}

    /** Something the user should know, one line. */
    default void note(String line) {}

    /**
     * @param stage {@code finding faces} or {@code speaking}
     * @param done frames finished
     * @param total frames in all, an estimate while faces are being found
     */
    void update(String stage, int done, int total);
}
