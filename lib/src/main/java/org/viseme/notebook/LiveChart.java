package org.viseme.notebook;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.viseme.notebook.chart.Chart;

/** A chart that grows in its place: drawn anew at most every two seconds, and at the end. */
public final class LiveChart implements AutoCloseable {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();

    private final Display display;
    private final LongSupplier nanos;
    private final Function<Chart, String> html;
    private final Supplier<Chart> chart;
    private final String id;
    private long lastShown;
    private String note = "";

    LiveChart(Display display, LongSupplier nanos, Function<Chart, String> html, Supplier<Chart> chart) {
        this.display = display;
        this.nanos = nanos;
        this.html = html;
        this.chart = chart;
        this.lastShown = nanos.getAsLong();
        Chart first = chart.get();
        this.id = display.show(html.apply(first), "chart: " + first.title());
    }

    /**
     * Says that there is more to draw.
     *
     * @param newNote a line under the chart, such as how far the work is
     */
    public synchronized void update(String newNote) {
        note = newNote;
        long now = nanos.getAsLong();
        if (now - lastShown >= INTERVAL_NANOS) {
            lastShown = now;
            draw();
        }
    }

    private void draw() {
        display.update(id, Html.figure(html.apply(chart.get()), note));
    }

    /** Draws the last state. */
    @Override
    public synchronized void close() {
        draw();
    }
}
