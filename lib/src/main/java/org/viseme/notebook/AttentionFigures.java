package org.viseme.notebook;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.viseme.media.RgbImage;
import org.viseme.media.VideoWriter;
import org.viseme.media.Waveform;
import org.viseme.metric.SpatialMap;
import org.viseme.notebook.chart.BarChart;
import org.viseme.notebook.chart.BoxChart;
import org.viseme.notebook.chart.Chart;
import org.viseme.notebook.chart.ColorScale;
import org.viseme.train.AttendedFrame;
import org.viseme.train.AttentionReport;
import org.viseme.train.AttentionSteps;

/**
 * What attention blocks look at, as pictures: for the notebook and for {@code ./viseme attention}. A map is brought to the
 * size of the face (bilinear) and laid over it as colour, the face in grey; the bar beneath shows the same colours over
 * mid-grey with the values at its ends. The dashed rectangle is the mouth region. A map of one cell has no places to tell
 * apart, so its face stays grey.
 */
public final class AttentionFigures {
    /** Pixels of a picture for one of the page. */
    private static final int DENSITY = 2;

    /** Width and height of a panel, in pixels of the page. */
    private static final int PANEL = 112;

    /** The same where there are many in a row. */
    private static final int SMALL_PANEL = 74;

    /** Weight of the colour over the face. */
    private static final double COVER = 0.62;
    /** What is left of the contrast of the face, so that the colours can be told apart on it. */
    private static final double CONTRAST = 0.75;

    private static final int MID_GREY = 0x808080;

    private AttentionFigures() {}

    /** The ends of a colour scale. */
    private record Range(double low, double high) {
        static Range of(DoubleSummaryStatistics values) {
            return new Range(values.getMin(), values.getMax());
        }

        double share(double value) {
            return high > low ? (value - low) / (high - low) : 0.5;
        }
    }

    /**
     * The maps of one frame: a panel a block, the encoder above, the decoder below, each with colours of its own scale; at
     * the left the real and the drawn face.
     */
    public static RgbImage blocks(String title, AttendedFrame frame) {
        return blocks(title, frame, ranges(List.of(frame)), DENSITY);
    }

    /**
     * The same blocks over time as a video; the scale of a block's colours is the same in all frames.
     *
     * @param frames of one clip, in order; one at least
     * @param sound what is heard from the first of them on
     * @param out an MP4 file
     */
    public static void video(String title, List<AttendedFrame> frames, double fps, Waveform sound, Path out) {
        Map<String, Range> ranges = ranges(frames);
        RgbImage first = blocks(title, frames.getFirst(), ranges, 1);
        try (VideoWriter writer =
                VideoWriter.create(out, first.width(), first.height(), fps).withAudio(sound)) {
            for (AttendedFrame frame : frames) {
                writer.write(blocks(title, frame, ranges, 1));
            }
            writer.commit();
        }
    }

    private static Map<String, Range> ranges(List<AttendedFrame> frames) {
        Map<String, DoubleSummaryStatistics> values = new LinkedHashMap<>();
        for (AttendedFrame frame : frames) {
            frame.places().forEach((block, map) -> {
                DoubleSummaryStatistics all = values.computeIfAbsent(block, key -> new DoubleSummaryStatistics());
                all.accept(map.lowest());
                all.accept(map.highest());
            });
        }
        Map<String, Range> ranges = new LinkedHashMap<>();
        values.forEach((block, all) -> ranges.put(block, Range.of(all)));
        return ranges;
    }

    private static RgbImage blocks(String title, AttendedFrame frame, Map<String, Range> ranges, int density) {
        List<String> encoder = frame.places().keySet().stream()
                .filter(block -> block.startsWith("enc"))
                .toList();
        List<String> decoder = frame.places().keySet().stream()
                .filter(block -> block.startsWith("dec"))
                .toList();
        List<List<String>> rows = List.of(encoder, decoder);
        Sheet sheet = Sheet.of(title, 1 + Math.max(encoder.size(), decoder.size()), rows.size(), PANEL, density);
        sheet.picture(0, 0, "real frame " + frame.frame(), frame.truth());
        sheet.picture(1, 0, "drawn", frame.drawn());
        for (int row = 0; row < rows.size(); row++) {
            for (int i = 0; i < rows.get(row).size(); i++) {
                String block = rows.get(row).get(i);
                SpatialMap map = frame.places().get(block);
                sheet.map(row, 1 + i, block + ", " + size(map), frame.drawn(), map, ranges.get(block));
            }
        }
        return sheet.image();
    }

    /**
     * The maps of several frames: a row a frame, a column a block, those of one cell left out. A column's colours have one
     * scale, that of the bar beneath each of its panels.
     */
    public static RgbImage frames(String title, List<AttendedFrame> frames) {
        List<String> blocks = frames.getFirst().places().entrySet().stream()
                .filter(entry -> entry.getValue().hasPlaces())
                .map(Map.Entry::getKey)
                .toList();
        Map<String, Range> ranges = ranges(frames);
        Sheet sheet = Sheet.of(title, 1 + blocks.size(), frames.size(), SMALL_PANEL, DENSITY);
        for (int row = 0; row < frames.size(); row++) {
            AttendedFrame frame = frames.get(row);
            sheet.picture(row, 0, "frame " + frame.frame(), frame.drawn());
            sheet.under(row, 0, frame.clip());
            for (int i = 0; i < blocks.size(); i++) {
                SpatialMap map = frame.places().get(blocks.get(i));
                String label = row == 0 ? blocks.get(i) : "";
                sheet.map(row, 1 + i, label, frame.drawn(), map, ranges.get(blocks.get(i)));
            }
        }
        return sheet.image();
    }

    /**
     * One attention step by step: the frame, a channel of the input, mean and maximum over the channels, the map, the channel
     * of the result in the colours of the input.
     */
    public static RgbImage steps(String title, AttentionSteps steps) {
        Sheet sheet = Sheet.of(title, 6, 1, PANEL, DENSITY);
        Range channel = new Range(
                Math.min(steps.input().lowest(), steps.result().lowest()),
                Math.max(steps.input().highest(), steps.result().highest()));
        sheet.picture(0, 0, "frame", steps.frame());
        sheet.map(0, 1, "F', channel " + steps.channel(), null, steps.input(), channel);
        sheet.map(0, 2, "mean over F'", null, steps.mean(), range(steps.mean()));
        sheet.map(0, 3, "maximum over F'", null, steps.maximum(), range(steps.maximum()));
        sheet.map(0, 4, "map M", null, steps.map(), range(steps.map()));
        sheet.map(0, 5, "F' + F' M, channel " + steps.channel(), null, steps.result(), channel);
        return sheet.image();
    }

    private static Range range(SpatialMap map) {
        return new Range(map.lowest(), map.highest());
    }

    private static String size(SpatialMap map) {
        return map.height() + "x" + map.width();
    }

    /**
     * Weights of channels over time: a strip a block, a line a channel, the channels with the highest mean at the top of
     * their strip. All strips share one scale of colours.
     *
     * @param frames of one clip, in order
     */
    public static RgbImage channels(String title, List<AttendedFrame> frames, double fps) {
        return new ChannelStrips(title, frames, fps).image();
    }

    /** The share of each block's attention that lies in the mouth, beside the mouth's share of the area. */
    public static Chart mouth(AttentionReport report) {
        BarChart chart = new BarChart(
                        "Attention in the mouth region: %s, %d clips, %,d frames"
                                .formatted(report.model(), report.clips(), report.frames()),
                        "share of the map's sum, %")
                .withLevel(
                        "share of the area, %.1f %%".formatted(100 * AttentionReport.AREA), 100 * AttentionReport.AREA);
        for (AttentionReport.Places layer : report.places()) {
            if (layer.map().hasPlaces()) {
                chart = chart.with(
                        layer.block() + ", " + layer.size(),
                        Math.round(1000 * layer.mouth().value()) / 10.0);
            }
        }
        return chart;
    }

    /** How the weights of a block's channels are spread, each the mean over all frames. */
    public static Chart channelSpread(AttentionReport report) {
        Map<String, double[]> weights = new LinkedHashMap<>();
        report.channels().forEach(layer -> weights.put(layer.block(), layer.weights()));
        return new BoxChart(
                "Weights of channels: %s, %d clips, %,d frames"
                        .formatted(report.model(), report.clips(), report.frames()),
                "weight, 0 to 1",
                weights);
    }

    /** Panels in rows and columns under a title; sizes in pixels of the page. */
    private static final class Sheet {
        private static final int GAP = 8;
        private static final int MARGIN = 12;
        private static final int TITLE = 26;
        private static final int LABEL = 17;
        private static final int BAR = 7;
        private static final int NUMBERS = 14;
        private static final int LETTERS = 11;
        private static final Color INK = new Color(0x333333);

        private final int panel;
        private final int density;
        private final BufferedImage image;
        private final Graphics2D graphics;

        private Sheet(int width, int height, int panel, int density) {
            this.panel = panel;
            this.density = density;
            image = new BufferedImage(even(width * density), even(height * density), BufferedImage.TYPE_3BYTE_BGR);
            graphics = image.createGraphics();
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            graphics.setPaint(Color.WHITE);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        }

        /** Videos of even width and height play everywhere. */
        private static int even(int pixels) {
            return pixels + pixels % 2;
        }

        static Sheet of(String title, int columns, int rows, int panel, int density) {
            int width = 2 * MARGIN + columns * panel + (columns - 1) * GAP;
            int height = TITLE + rows * rowHeight(panel) + MARGIN;
            Sheet sheet = new Sheet(width, height, panel, density);
            sheet.graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 13 * density));
            sheet.write(title, MARGIN, 18, width - 2 * MARGIN);
            return sheet;
        }

        private static int rowHeight(int panel) {
            return LABEL + panel + 3 + BAR + NUMBERS + 4;
        }

        private int left(int column) {
            return MARGIN + column * (panel + GAP);
        }

        private int top(int row) {
            return TITLE + row * rowHeight(panel);
        }

        void picture(int row, int column, String label, RgbImage picture) {
            label(row, column, label);
            graphics.drawImage(
                    picture.toBufferedImage(),
                    left(column) * density,
                    (top(row) + LABEL) * density,
                    panel * density,
                    panel * density,
                    null);
        }

        /** Small letters under a picture, both ends kept where they do not fit. */
        void under(int row, int column, String text) {
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10 * density));
            String fits = text;
            for (int kept = text.length() / 2;
                    kept > 1 && graphics.getFontMetrics().stringWidth(fits) > panel * density;
                    kept--) {
                fits = text.substring(0, kept) + "…" + text.substring(text.length() - kept);
            }
            write(fits, left(column), top(row) + LABEL + panel + 12, panel);
        }

        /** @param face null for the map alone */
        void map(int row, int column, String label, RgbImage face, SpatialMap map, Range range) {
            label(row, column, label);
            int size = panel * density;
            BufferedImage colors = new BufferedImage(size, size, BufferedImage.TYPE_3BYTE_BGR);
            RgbImage under = face == null ? null : face.resize(size, size);
            for (int y = 0; y < size; y++) {
                for (int x = 0; x < size; x++) {
                    double value = map.at((y + 0.5) / size, (x + 0.5) / size);
                    int color = ColorScale.rgb(range.share(value));
                    double cover = map.hasPlaces() ? COVER : 0;
                    colors.setRGB(x, y, under == null ? color : ColorScale.mix(grey(under, x, y), color, cover));
                }
            }
            int left = left(column) * density;
            int top = (top(row) + LABEL) * density;
            graphics.drawImage(colors, left, top, null);
            if (face != null) {
                mouth(left, top, size);
            }
            bar(row, column, map, range, face != null);
        }

        private static int grey(RgbImage face, int x, int y) {
            double light = 0.299 * face.get(x, y, 0) + 0.587 * face.get(x, y, 1) + 0.114 * face.get(x, y, 2);
            int grey = (int) Math.round(128 + CONTRAST * (light - 128));
            return grey << 16 | grey << 8 | grey;
        }

        private void mouth(int left, int top, int size) {
            Rectangle2D mouth = AttentionReport.MOUTH;
            graphics.setPaint(new Color(255, 255, 255, 210));
            float dash = 3f * density;
            graphics.setStroke(new BasicStroke(
                    density, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {dash, dash}, 0));
            graphics.draw(new Rectangle2D.Double(
                    left + mouth.getX() * size,
                    top + mouth.getY() * size,
                    mouth.getWidth() * size,
                    mouth.getHeight() * size));
        }

        private void bar(int row, int column, SpatialMap map, Range range, boolean covering) {
            int top = top(row) + LABEL + panel + 3;
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10 * density));
            if (!map.hasPlaces()) {
                write("one value: " + number(map.mean()), left(column), top + 9, panel);
                return;
            }
            for (int x = 0; x < panel * density; x++) {
                int color = ColorScale.rgb((x + 0.5) / (panel * density));
                graphics.setPaint(new Color(covering ? ColorScale.mix(MID_GREY, color, COVER) : color));
                graphics.fillRect(left(column) * density + x, top * density, 1, BAR * density);
            }
            String high = number(range.high());
            write(number(range.low()), left(column), top + BAR + 11, panel);
            int width = graphics.getFontMetrics().stringWidth(high) / density;
            write(high, left(column) + panel - width, top + BAR + 11, panel);
        }

        private static String number(double value) {
            return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.2f" : "%.1f", value);
        }

        private void label(int row, int column, String label) {
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, LETTERS * density));
            write(label, left(column), top(row) + 12, panel);
        }

        /** Cut where it does not fit. */
        private void write(String text, int x, int y, int width) {
            graphics.setPaint(INK);
            FontMetrics metrics = graphics.getFontMetrics();
            String fits = text;
            while (fits.length() > 1 && metrics.stringWidth(fits) > width * density) {
                fits = fits.substring(0, fits.length() - (fits.endsWith("…") ? 2 : 1)) + "…";
            }
            graphics.drawString(fits, x * density, y * density);
        }

        RgbImage image() {
            graphics.dispose();
            return RgbImage.of(image);
        }
    }

    /** Channels over time; sizes in pixels of the page. */
    private static final class ChannelStrips {
        private static final int STRIP = 34;
        private static final int GAP = 6;
        private static final int NAME = 150;
        private static final int WIDTH = 640;
        private static final int TITLE = 30;
        private static final int FOOT = 70;
        private static final int MARGIN = 14;

        private final String title;
        private final List<AttendedFrame> frames;
        private final double fps;

        ChannelStrips(String title, List<AttendedFrame> frames, double fps) {
            this.title = title;
            this.frames = frames;
            this.fps = fps;
        }

        RgbImage image() {
            List<String> blocks = List.copyOf(frames.getFirst().channels().keySet());
            DoubleSummaryStatistics all = new DoubleSummaryStatistics();
            for (AttendedFrame frame : frames) {
                frame.channels().values().forEach(weights -> {
                    for (float weight : weights) {
                        all.accept(weight);
                    }
                });
            }
            Range range = Range.of(all);
            Sheet sheet =
                    new Sheet(2 * MARGIN + NAME + WIDTH, TITLE + blocks.size() * (STRIP + GAP) + FOOT, STRIP, DENSITY);
            sheet.graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 13 * DENSITY));
            sheet.write(title, MARGIN, 20, NAME + WIDTH);
            for (int i = 0; i < blocks.size(); i++) {
                int top = TITLE + i * (STRIP + GAP);
                int count = frames.getFirst().channels().get(blocks.get(i)).length;
                sheet.graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, Sheet.LETTERS * DENSITY));
                sheet.write(blocks.get(i) + ", " + count + " channels", MARGIN, top + STRIP / 2 + 4, NAME);
                sheet.graphics.drawImage(
                        strip(blocks.get(i), range),
                        (MARGIN + NAME) * DENSITY,
                        top * DENSITY,
                        WIDTH * DENSITY,
                        STRIP * DENSITY,
                        null);
            }
            int foot = TITLE + blocks.size() * (STRIP + GAP);
            time(sheet, foot);
            bar(sheet, foot + 38, range);
            return sheet.image();
        }

        /** A row a channel, a column a frame; where there are more channels than rows, neighbours are averaged. */
        private BufferedImage strip(String block, Range range) {
            List<float[]> weights =
                    frames.stream().map(frame -> frame.channels().get(block)).toList();
            int count = weights.getFirst().length;
            double[] mean = new double[count];
            weights.forEach(frame -> Arrays.setAll(mean, i -> mean[i] + frame[i] / weights.size()));
            int[] order = IntStream.range(0, count)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -mean[i]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            int height = STRIP * DENSITY;
            BufferedImage image = new BufferedImage(WIDTH * DENSITY, height, BufferedImage.TYPE_3BYTE_BGR);
            for (int y = 0; y < height; y++) {
                int from = y * count / height;
                int to = Math.max(from + 1, (y + 1) * count / height);
                for (int x = 0; x < image.getWidth(); x++) {
                    float[] frame = weights.get(x * weights.size() / image.getWidth());
                    double sum = 0;
                    for (int i = from; i < to; i++) {
                        sum += frame[order[i]];
                    }
                    image.setRGB(x, y, ColorScale.rgb(range.share(sum / (to - from))));
                }
            }
            return image;
        }

        private void time(Sheet sheet, int top) {
            double seconds = frames.size() / fps;
            double first = frames.getFirst().frame() / fps;
            sheet.graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, Sheet.LETTERS * DENSITY));
            double step = seconds > 4 ? 1 : 0.5;
            for (double at = Math.ceil(first / step) * step; at <= first + seconds; at += step) {
                int x = MARGIN + NAME + (int) Math.round((at - first) / seconds * WIDTH);
                sheet.graphics.setPaint(Sheet.INK);
                sheet.graphics.fillRect(x * DENSITY, top * DENSITY, DENSITY, 4 * DENSITY);
                String label = String.format(Locale.ROOT, "%.1f", at);
                int width = sheet.graphics.getFontMetrics().stringWidth(label) / DENSITY;
                sheet.write(label, Math.min(x - width / 2, MARGIN + NAME + WIDTH - width), top + 16, 60);
            }
            sheet.write("time in the clip, s", MARGIN, top + 16, NAME);
        }

        private void bar(Sheet sheet, int top, Range range) {
            sheet.write("weight", MARGIN, top + 9, NAME);
            for (int x = 0; x < WIDTH * DENSITY; x++) {
                sheet.graphics.setPaint(new Color(ColorScale.rgb((x + 0.5) / (WIDTH * DENSITY))));
                sheet.graphics.fillRect((MARGIN + NAME) * DENSITY + x, top * DENSITY, 1, 10 * DENSITY);
            }
            for (int i = 0; i <= 4; i++) {
                String label = Sheet.number(range.low() + (range.high() - range.low()) * i / 4);
                int width = sheet.graphics.getFontMetrics().stringWidth(label) / DENSITY;
                int x = MARGIN + NAME + WIDTH * i / 4 - width * i / 4;
                sheet.write(label, x, top + 23, 60);
            }
        }
    }
}
