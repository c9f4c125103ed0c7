package org.viseme.train;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import org.viseme.ProcessMeter;
import org.viseme.torch.Torch;

/** Milliseconds of each part in each round, by the wall clock and in processor time. */
final class StepClock {
    private static final double TRIM = 0.1;

    /** What is timed. */
    enum Part {
        DATA,
        STEP,
        FORWARD,
        BACKWARD,
        OPTIMIZER,
        PRODUCT
    }

    private final NDManager manager;
    private final double[][] millis;
    private final double[][] cpuMillis;
    private int round;
    private long begin;
    private long cpuBegin;

    StepClock(NDManager manager, int rounds) {
        this.manager = manager;
        this.millis = new double[Part.values().length][rounds];
        this.cpuMillis = new double[Part.values().length][rounds];
    }

    /** Begins a round; the time of those before 0 is not kept. */
    void round(int number) {
        round = number;
        begin();
    }

    void begin() {
        Torch.synchronize(manager);
        begin = System.nanoTime();
        cpuBegin = ProcessMeter.cpuNanos();
    }

    /** Adds the time since the last call to a part. */
    void lap(Part part) {
        Torch.synchronize(manager);
        if (round >= 0) {
            millis[part.ordinal()][round] += (System.nanoTime() - begin) / 1e6;
            cpuMillis[part.ordinal()][round] += (ProcessMeter.cpuNanos() - cpuBegin) / 1e6;
        }
        begin();
    }

    double mean(Part part) {
        return trimmedMean(millis[part.ordinal()]);
    }

    double cpuMean(Part part) {
        return trimmedMean(cpuMillis[part.ordinal()]);
    }

    private static double trimmedMean(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int cut = (int) (TRIM * sorted.length);
        return Arrays.stream(sorted, cut, sorted.length - cut).average().orElseThrow();
    }
}
