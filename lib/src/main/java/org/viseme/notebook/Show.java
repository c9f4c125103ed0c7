package org.viseme.notebook;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.viseme.Project;
import org.viseme.media.AudioReader;
import org.viseme.media.RgbImage;
import org.viseme.media.Waveform;
import org.viseme.notebook.chart.Chart;
import org.viseme.report.PaperTable;
import tech.tablesaw.api.Table;

/**
 * Everything a notebook shows goes through here: {@code Show.table(..)}, {@code Show.chart(..)}, {@code Show.video(..)}.
 * Inside a notebook kernel (rapaio, IJava, JJava) it appears under the cell; in plain code it becomes a page in
 * {@code out/show} and one line of text. What is shown holds its own data, so a saved notebook needs no other file.
 */
public final class Show {
    private static final int CHART_WIDTH = 760;
    private static final double CHART_SCALE = 2;
    private static final int IMAGE_WIDTH = 480;
    private static final int GRID_WIDTH = 140;
    private static final int VIDEO_WIDTH = 480;
    private static final int ROW_VIDEO_WIDTH = 360;

    private Show() {}

    /** Resolved on first use, when the kernel is up. */
    private static final class Lazy {
        static final Display DISPLAY = Display.current();
    }

    /** Markup as it is. */
    public static void html(String html) {
        show(html, "page");
    }

    /** Plain text, its line breaks kept. */
    public static void text(String text) {
        show("<pre style=\"margin:4px 0;white-space:pre-wrap\">" + Html.escape(text) + "</pre>", text);
    }

    /** A picture, at most 480 pixels wide on the page. */
    public static void image(RgbImage image, String caption) {
        image(image.toBufferedImage(), caption);
    }

    /** As {@link #image(RgbImage, String)}, {@code width} pixels wide on the page. */
    public static void image(RgbImage image, String caption, int width) {
        String tag = Html.image(image.toBufferedImage(), width, caption);
        show(Html.figure(tag, caption), "picture: " + caption);
    }

    /** As {@link #image(RgbImage, String)} for a picture of the JDK. */
    public static void image(BufferedImage image, String caption) {
        String tag = Html.image(image, Math.min(IMAGE_WIDTH, image.getWidth() * 2), caption);
        show(Html.figure(tag, caption), "picture: " + caption);
    }

    /** Pictures beside each other, each with its caption. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static void images(Captioned<RgbImage>... images) {
        images(Arrays.asList(images));
    }

    /** As {@link #images(Captioned[])}. */
    public static void images(List<Captioned<RgbImage>> images) {
        images(images, GRID_WIDTH);
    }

    /** As {@link #images(Captioned[])}, each picture {@code width} pixels wide on the page. */
    public static void images(List<Captioned<RgbImage>> images, int width) {
        List<String> cells = images.stream()
                .map(image -> Html.figure(
                        Html.image(image.content().toBufferedImage(), width, image.caption()), image.caption(), width))
                .toList();
        show(Html.row(cells), images.size() + " pictures: " + captions(images));
    }

    /**
     * Rows of pictures under each other, each row named at its left.
     *
     * @param rows the pictures of a row, under its name
     * @param width of one picture, in pixels of the page
     */
    public static void strips(List<Captioned<List<RgbImage>>> rows, int width) {
        show(Html.strips(rows, width), rows.size() + " rows of pictures: " + captions(rows));
    }

    /** A player with the sound in it. Over 16 MB only the first picture and the name of the file are shown. */
    public static void video(Path file, String caption) {
        video(file, caption, VIDEO_WIDTH);
    }

    /** As {@link #video(Path, String)}, {@code width} pixels wide on the page. */
    public static void video(Path file, String caption, int width) {
        show(Players.video(file, caption, width), "video: " + caption + ", " + Project.relative(file));
    }

    /** Players beside each other, with a button that starts them together. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static void videos(Captioned<Path>... videos) {
        List<String> cells = Arrays.stream(videos)
                .map(video -> Players.video(video.content(), video.caption(), ROW_VIDEO_WIDTH))
                .toList();
        show("<div>" + Html.row(cells) + Players.playTogether() + "</div>", "videos: " + captions(List.of(videos)));
    }

    /** A player for sound. */
    public static void audio(Waveform sound, String caption) {
        show(Players.audio(sound, caption), "sound of %.1f s: %s".formatted(sound.seconds(), caption));
    }

    /** As {@link #audio(Waveform, String)} for the sound of a file, mono at 16 kHz. */
    public static void audio(Path file, String caption) {
        audio(AudioReader.read(file, Waveform.SPEECH_RATE), caption);
    }

    /** A chart, 760 pixels wide on the page. */
    public static void chart(Chart chart) {
        chart(chart, CHART_WIDTH, chart.height());
    }

    /** A chart of a size in pixels of the page. */
    public static void chart(Chart chart, int width, int height) {
        show(card(chart, width, height, ""), "chart: " + chart.title());
    }

    /** A chart, 760 pixels wide, and under it what to look for. */
    public static void chart(Chart chart, String caption) {
        String card = card(chart, CHART_WIDTH, chart.height(), caption);
        show(Html.figure(card, caption), "chart: " + chart.title() + ". " + caption);
    }

    /** Charts beside each other. */
    public static void charts(Chart... charts) {
        charts("", charts);
    }

    /** Charts beside each other, and under them what to look for. */
    public static void charts(String caption, Chart... charts) {
        List<String> cells = Arrays.stream(charts)
                .map(chart -> card(chart, CHART_WIDTH / 2, chart.height(), caption))
                .toList();
        String titles = Arrays.stream(charts).map(Chart::title).collect(Collectors.joining(", "));
        show(
                caption.isEmpty() ? Html.row(cells) : Html.figure(Html.row(cells), caption),
                "charts: " + titles + (caption.isEmpty() ? "" : ". " + caption));
    }

    /**
     * Charts beside each other as vector graphics that stay sharp when they are enlarged: drag a corner, or zoom the page.
     * A click saves one as a file. For charts of many points.
     *
     * @param caption what to look for
     */
    public static void zoomable(String caption, Chart... charts) {
        int width = charts.length == 1 ? CHART_WIDTH : CHART_WIDTH / 2;
        List<String> cells = Arrays.stream(charts)
                .map(chart -> Html.zoomable(
                        chart.svg(width, chart.height()), width, chart.title(), chart.title() + ". " + caption))
                .toList();
        String titles = Arrays.stream(charts).map(Chart::title).collect(Collectors.joining(", "));
        show(Html.figure(Html.row(cells), caption), "charts: " + titles + ". " + caption);
    }

    private static String card(Chart chart, int width, int height, String caption) {
        String description = chart.title() + (caption.isEmpty() ? "" : ". " + caption);
        return Html.card(chart.draw(width, height, CHART_SCALE), width, description);
    }

    /** A table of Tablesaw. */
    public static void table(Table table) {
        show(TableHtml.of(table).html(), table.name() + ", " + table.rowCount() + " rows");
    }

    /** Published figures with measured ones beside them, and below what a reader has to know. */
    public static void table(PaperTable table) {
        String notes = table.footnotes().stream().map(Html::note).collect(Collectors.joining());
        show(
                TableHtml.of(table.shown()).html() + notes,
                table.key() + ", " + table.rows().size() + " rows");
    }

    /** Records as a table, one row each. */
    public static void table(List<? extends Record> records) {
        show(TableHtml.of(records).html(), "table of " + records.size() + " rows");
    }

    /** Names and values as a table of two columns. */
    public static void table(Map<String, ?> entries) {
        show(TableHtml.of(entries).html(), entries.toString());
    }

    /**
     * A progress bar that updates in its place.
     *
     * @param what what is being done
     * @param total how many of them there are to do
     */
    public static Progress progress(String what, long total) {
        return new Progress(Lazy.DISPLAY, System::nanoTime, what, total);
    }

    /**
     * A chart that is drawn again while something goes on.
     *
     * @param chart gives its state; asked by the thread that says there is more
     */
    public static LiveChart live(Supplier<Chart> chart) {
        return new LiveChart(
                Lazy.DISPLAY, System::nanoTime, state -> card(state, CHART_WIDTH, state.height(), ""), chart);
    }

    private static void show(String html, String text) {
        Lazy.DISPLAY.show(html, text);
    }

    private static String captions(List<? extends Captioned<?>> items) {
        return items.stream().map(Captioned::caption).collect(Collectors.joining(", "));
    }
}
