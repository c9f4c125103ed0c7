package org.viseme.train;

import java.util.Map;

/**
 * Whether the generator listens to the sync expert yet. A value; {@link #after} makes the next one, and once it is on it
 * stays on.
 *
 * @param policy when it is switched on
 * @param threshold for {@link SyncPolicy#THRESHOLD}: the held-out sync loss below which it is
 * @param on whether it is
 * @param plateau for {@link SyncPolicy#PLATEAU}: the course of the held-out L1 error
 */
record SyncSwitch(SyncPolicy policy, double threshold, boolean on, EarlyStop plateau) {
    private static final String ON = "sync_on";
    private static final String PLATEAU = "plateau";

    /** Before the first measurement. */
    static SyncSwitch of(Wav2LipRecipe recipe) {
        return new SyncSwitch(
                recipe.expert().sync(),
                recipe.expert().syncThreshold(),
                recipe.expert().sync() == SyncPolicy.ON,
                EarlyStop.of(recipe.expert().plateauPatience(), recipe.expert().plateauImprovement()));
    }

    /** With one more measurement on held-out clips. */
    SyncSwitch after(long step, HeldOutReport report) {
        EarlyStop course = plateau.after(step, report.lowerHalf());
        boolean reached = switch (policy) {
            case OFF -> false;
            case ON -> true;
            case THRESHOLD -> report.sync().loss() < threshold;
            case PLATEAU -> course.isOver();
        };
        return new SyncSwitch(policy, threshold, on || reached, course);
    }

    /** What a checkpoint notes. */
    Map<String, String> notes() {
        return Map.of(ON, String.valueOf(on), PLATEAU, plateau.toJson());
    }

    /** The course that was noted, if any. */
    SyncSwitch resumed(Map<String, String> notes) {
        if (!notes.containsKey(ON)) {
            return this;
        }
        return new SyncSwitch(
                policy, threshold, on || Boolean.parseBoolean(notes.get(ON)), plateau.resumed(notes.get(PLATEAU)));
    }
}
