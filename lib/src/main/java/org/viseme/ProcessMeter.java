package org.viseme;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Watches what this process uses while something runs: processor time and the peak of its resident memory. */
public final class ProcessMeter implements AutoCloseable {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long INTERVAL_MILLIS = 50;

    private final long start = System.nanoTime();
    private final long cpuStart = cpuNanos();
    private final Thread sampler = new Thread(this::sample, "viseme-meter");
    private volatile long peakBytes = residentBytes();

    /** Begins to watch. */
    public ProcessMeter() {
        sampler.setDaemon(true);
        sampler.start();
    }

    private void sample() {
        try {
            while (true) {
                peakBytes = Math.max(peakBytes, residentBytes());
                Thread.sleep(INTERVAL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    public double cpuSeconds() {
        return (cpuNanos() - cpuStart) / 1e9;
    }

    /** The peak of resident memory so far; 0 where the system does not tell. */
    public long peakBytes() {
        return peakBytes;
    }

    /** Processor time of all threads of this process since it began, in nanoseconds. */
    public static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** Resident memory of this process now, in bytes; 0 where the system does not tell. */
    public static long residentBytes() {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum()
                    << 10;
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        sampler.interrupt();
    }
}
