package org.viseme.notebook;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.viseme.VisemeException;
import org.viseme.media.Waveform;
import org.viseme.notebook.chart.BarChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class OutputTest {
    @TempDir
    Path folder;

    private record Row(String name, double meanLoss) {}

    @Test
    void withoutAKernelEachBlockIsAPageAndOneLine() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        FileDisplay display = new FileDisplay(folder, new PrintStream(printed, true, StandardCharsets.UTF_8));
        String first = display.show("<b>one</b>", "first");
        display.show("<b>two</b>", "second");
        display.update(first, "<b>three</b>");
        List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
        assertAll(
                () -> assertEquals(2, lines.size()),
                () -> assertTrue(lines.getFirst().startsWith("first [")),
                () -> assertTrue(Files.readString(folder.resolve(first)).contains("<b>three</b>")),
                () -> assertThrows(IllegalArgumentException.class, () -> display.update("999.html", "")));
    }

    @Test
    void tablesEscapeWhatTheyShow() {
        String html = TableHtml.of(List.of(new Row("<script>\"&'", 0.123456))).html();
        assertAll(
                () -> assertFalse(html.contains("<script>")),
                () -> assertTrue(html.contains("&lt;script&gt;&quot;&amp;&#39;")),
                () -> assertTrue(html.contains(">mean loss<"), html),
                () -> assertTrue(html.contains(">0.1235<"), html));
    }

    @Test
    void numbersHaveFourSignificantDigits() {
        assertAll(
                () -> assertEquals("1.500", TableHtml.text(1.5)),
                () -> assertEquals("12.35", TableHtml.text(12.3456)),
                () -> assertEquals("1235", TableHtml.text(1234.5678)),
                () -> assertEquals("3", TableHtml.text(3.0)),
                () -> assertEquals("1.00e-07", TableHtml.text(1e-7)),
                () -> assertEquals("-0.2500", TableHtml.text(-0.25)),
                () -> assertEquals("–", TableHtml.text(Double.NaN)),
                () -> assertEquals("", TableHtml.text(null)));
    }

    @Test
    void tablesawTablesKeepColumnsAndGaps() {
        Table table = Table.create("t")
                .addColumns(
                        StringColumn.create("who", "a", "b"),
                        DoubleColumn.create("value", new double[] {2.5, Double.NaN}));
        TableHtml html = TableHtml.of(table);
        assertAll(
                () -> assertEquals(List.of("who", "value"), html.headings()),
                () -> assertEquals(List.of("a", 2.5), html.rows().getFirst()),
                () -> assertEquals(null, html.rows().getLast().getLast()));
    }

    @Test
    void longTablesAreCutWithANote() {
        List<Row> rows = Collections.nCopies(TableHtml.MAX_ROWS + 7, new Row("x", 1));
        String html = TableHtml.of(rows).html();
        assertTrue(html.contains("7 more rows"));
        assertEquals(TableHtml.MAX_ROWS, html.split("<tr>", -1).length - 2, "one row more is the heading");
    }

    @Test
    void progressIsOneBlockUpdatedAtMostTwiceASecond() {
        Recorder display = new Recorder();
        AtomicLong clock = new AtomicLong();
        try (Progress progress = new Progress(display, clock::get, "training", 1000)) {
            for (int i = 1; i <= 1000; i++) {
                clock.addAndGet(10_000_000); // ten seconds in all
                progress.update(i, "loss <1>");
            }
        }
        assertAll(
                () -> assertEquals(1, display.shown),
                () -> assertTrue(display.updates.size() <= 21, display.updates.size() + " updates in 10 s"),
                () -> assertTrue(display.updates.size() >= 19),
                () -> assertTrue(display.updates.getLast().contains("1000/1000")),
                () -> assertTrue(display.updates.getLast().contains("loss &lt;1&gt;")));
    }

    @Test
    void aLiveChartIsOneBlockDrawnAtMostEveryTwoSeconds() {
        Recorder display = new Recorder();
        AtomicLong clock = new AtomicLong();
        AtomicInteger drawn = new AtomicInteger();
        try (LiveChart chart = new LiveChart(
                display,
                clock::get,
                state -> "drawing " + drawn.incrementAndGet(),
                () -> new BarChart("loss", "nats"))) {
            for (int i = 1; i <= 100; i++) {
                clock.addAndGet(100_000_000); // ten seconds in all
                chart.update("step <" + i + ">");
            }
        }
        assertAll(
                () -> assertEquals(1, display.shown),
                () -> assertEquals(6, display.updates.size(), "five in ten seconds, and the last state"),
                () -> assertTrue(display.updates.getLast().contains("drawing 7")),
                () -> assertTrue(display.updates.getLast().contains("step &lt;100&gt;")));
    }

    @Test
    void aStoppedCellEndsAtTheNextUpdate() {
        Recorder display = new Recorder();
        Progress progress = new Progress(display, System::nanoTime, "training", 10);
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> progress.update(3));
        assertFalse(Thread.currentThread().isInterrupted());
        assertTrue(display.updates.getLast().contains("3/10"));
    }

    @Test
    void soundIsPlayableWav() throws Exception {
        float[] samples = new float[1600];
        IntStream.range(0, samples.length).forEach(i -> samples[i] = (float) Math.sin(i * 0.1) * 2);
        try (var stream =
                AudioSystem.getAudioInputStream(new ByteArrayInputStream(Players.wav(new Waveform(samples, 16_000))))) {
            assertEquals(1600, stream.getFrameLength());
            assertEquals(16_000, stream.getFormat().getSampleRate());
            byte[] pcm = stream.readAllBytes();
            int sample = (short) ((pcm[2] & 0xff) | pcm[3] << 8);
            assertEquals(Math.sin(0.1) * 2 * Short.MAX_VALUE, sample, 1);
        }
    }

    @Test
    void profilesChooseTheAmountOfWork() {
        assertAll(
                () -> assertEquals(2, Profile.of("Smoke").pick(2, 20, 200)),
                () -> assertEquals(200, Profile.of("full").pick(2, 20, 200)),
                () -> assertThrows(VisemeException.class, () -> Profile.of("fast")));
    }

    private static final class Recorder implements Display {
        final List<String> updates = new ArrayList<>();
        int shown;

        @Override
        public String show(String html, String text) {
            shown++;
            return "id";
        }

        @Override
        public void update(String id, String html) {
            updates.add(html);
        }
    }
}
