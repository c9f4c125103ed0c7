package org.viseme.notebook;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;

/**
 * A progress bar that stays in its place: one block that is replaced at most twice a second. Call {@link #update} once a
 * batch: it is also where a stopped cell notices that it is stopped. Safe from several threads.
 */
public final class Progress implements AutoCloseable {
    private static final long INTERVAL_NANOS = Duration.ofMillis(500).toNanos();

    private final Display display;
    private final LongSupplier nanos;
    private final String what;
    private final long total;
    private final long start;
    private final String id;
    private long lastShown;
    private long done;
    private String note = "";
    private boolean closed;

    Progress(Display display, LongSupplier nanos, String what, long total) {
        this.display = display;
        this.nanos = nanos;
        this.what = what;
        this.total = Math.max(1, total);
        this.start = nanos.getAsLong();
        this.lastShown = start;
        this.id = display.show(html(), what);
    }

    /** As {@link #update(long, String)} without a remark. */
    public void update(long newDone) {
        update(newDone, "");
    }

    /**
     * Says how far the work is.
     *
     * @param newDone how much of the total
     * @param newNote a remark behind the bar, such as a rate or a loss
     * @throws CancellationException when the reader stopped the cell
     */
    public synchronized void update(long newDone, String newNote) {
        done = Math.clamp(newDone, 0, total);
        note = newNote;
        if (Thread.interrupted()) {
            close();
            throw new CancellationException(what + " was stopped after " + done + " of " + total);
        }
        long now = nanos.getAsLong();
        if (now - lastShown >= INTERVAL_NANOS) {
            lastShown = now;
            display.update(id, html());
        }
    }

    /** Draws the last state, however soon after the one before. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            display.update(id, html());
        }
    }

    private String html() {
        double share = (double) done / total;
        double elapsed = (nanos.getAsLong() - start) / 1e9;
        String time = closed || done == 0
                ? seconds(elapsed)
                : seconds(elapsed) + ", " + seconds(elapsed * (1 - share) / share) + " left";
        return """
                <div style="font-family:monospace">%s
                <span style="display:inline-block;width:220px;height:.7em;border:1px solid rgba(128,128,128,.6);\
                border-radius:3px;vertical-align:middle"><span style="display:block;width:%.1f%%;height:100%%;\
                background:#0072b2"></span></span> %d/%d · %s%s</div>
                """.formatted(
                Html.escape(what), share * 100, done, total, time, note.isEmpty() ? "" : " · " + Html.escape(note));
    }

    private static String seconds(double value) {
        return value < 60
                ? String.format(Locale.ROOT, "%.1f s", value)
                : String.format(Locale.ROOT, "%d min %02d s", (long) value / 60, (long) value % 60);
    }
}
