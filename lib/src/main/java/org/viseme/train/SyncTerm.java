package org.viseme.train;

/**
 * The sync expert's part in a generator's loss.
 *
 * @param sync when the expert joins
 * @param syncWeight a; 0.03 in the paper
 * @param syncThreshold for the policy {@code threshold}: the held-out sync loss below which it joins; 0.75 as published
 * @param plateauPatience for the policy {@code plateau}: measurements without an improvement
 * @param plateauImprovement by how much the held-out L1 error of the lower half has to fall to count
 * @param batchStatistics whether the expert's batch norms use the statistics of the batch, and go on changing theirs: for
 *     comparing with logs of the published training, which never puts the expert into evaluation mode
 */
public record SyncTerm(
        SyncPolicy sync,
        double syncWeight,
        double syncThreshold,
        int plateauPatience,
        double plateauImprovement,
        boolean batchStatistics) {
    static SyncTerm of(SyncPolicy policy, double weight) {
        return new SyncTerm(policy, weight, 0.75, 3, 1e-4, false);
    }

    SyncTerm withPolicy(SyncPolicy policy) {
        return new SyncTerm(policy, syncWeight, syncThreshold, plateauPatience, plateauImprovement, batchStatistics);
    }

    SyncTerm withWeight(double weight) {
        return new SyncTerm(sync, weight, syncThreshold, plateauPatience, plateauImprovement, batchStatistics);
    }

    SyncTerm withBatchStatistics(boolean used) {
        return new SyncTerm(sync, syncWeight, syncThreshold, plateauPatience, plateauImprovement, used);
    }
}
